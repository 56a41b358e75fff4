import { expect, test } from 'vitest';
import type { Plan } from '../../functions/core/plan.ts';
import { whatIf } from '../../functions/rebalance/what-if.ts';
import { plannerOf } from '../../page/planner.ts';
import { sketchedPlan } from '../../page/sketched-plan.ts';
import { frozen } from '../report/frozen.ts';
import { sampleAccount } from './sample-account.ts';

const account = frozen(sampleAccount({ channels: 24 }));
const channel = account.sheets[0]?.channels[0]?.channel ?? '';

test.each([
  {},
  { budget: '7000' },
  { targetRoas: '3' },
  { maxChange: '50%', set: [`${channel}.lock=true`] },
  { budget: '7000', set: [`${channel}.max=10`] },
  { set: ['guardrails.minBudget=60', 'guardrails.maxBudget=400', 'guardrails.cooldownDays=9', 'targets.roas='] },
])('the page answers %o as what-if does, to the micro, however often it is asked', (overrides) => {
  const [sheet] = account.sheets;
  if (sheet === undefined) throw new Error('no sheet');
  const planner = plannerOf(account);
  const { plan } = whatIf(sheet, account.policy, overrides);
  expect(planner.answer(overrides)).toMatchObject({ kind: 'planned', plan });
  planner.answer({ budget: '9999' });
  planner.sketch({ ...overrides, budget: '9999' }, []);
  expect(planner.answer(overrides)).toMatchObject({ kind: 'planned', plan });
});

/** Few channels, and as many as make the interval of a sketch one without draws. */
const accounts = { few: account, many: frozen(sampleAccount({ channels: 150 })) };

test.each([
  { of: 'few', overrides: { budget: '7000' } },
  { of: 'few', overrides: {} },
  { of: 'many', overrides: { budget: '30000' } },
  { of: 'many', overrides: { budget: '60000', maxChange: '50%' } },
  { of: 'many', overrides: {} },
  { of: 'many', overrides: { maxChange: '1%' } },
] as const)('a sketch of $of channels under $overrides has the budgets of the whole plan', ({ of, overrides }) => {
  const planner = plannerOf(accounts[of]);
  const before = planner.answer({ budget: '1000' });
  const exact = planner.answer(overrides);
  if (before.kind === 'refused' || exact.kind === 'refused') throw new Error('refused');
  const [first, second] = exact.plan.lines.map((line) => line.channel);
  const sketch = planner.sketch(overrides, [first ?? '', 'not:a:channel']);
  if (sketch.kind === 'refused') throw new Error('refused');
  const plan = sketchedPlan(before.plan, sketch);
  const budgets = ({ lines }: Plan) =>
    lines.map((line) => [line.channel, line.currentMicros, line.proposedMicros, line.expectedReturnMicros]);
  expect(budgets(plan)).toEqual(budgets(exact.plan));
  expect(plan).toMatchObject({ status: exact.plan.status, certificate: exact.plan.certificate });
  expect(plan.lines[0]).toEqual(exact.plan.lines[0]);
  expect(sketch.told.some((line) => line.channel === second)).toBe(false);
  expect(sketch.patch).toBe(exact.patch);

  const [rough, known] = [plan.expected, exact.plan.expected];
  expect(rough.upliftMicros).toBe(known.upliftMicros);
  const tolerance = 0.1 * (known.upliftHighMicros - known.upliftLowMicros);
  expect(Math.abs(rough.upliftLowMicros - known.upliftLowMicros)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(rough.upliftHighMicros - known.upliftHighMicros)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(rough.probabilityBetter - known.probabilityBetter)).toBeLessThan(0.03);
  expect(planner.answer(overrides)).toEqual(exact);
});

test.each([
  [{ budget: 'lots' }, '--budget'],
  [{ goal: 'profit' }, 'margin'],
  [{ goal: 'conversions' }, "no scores for goal 'conversions'"],
  [{ set: ['google:0:0.max=5'] }, "no channel 'google:0:0'"],
])('%o is refused in words', (overrides, words) => {
  const refusal = { kind: 'refused', message: expect.stringContaining(words) };
  expect(plannerOf(account).answer(overrides)).toMatchObject(refusal);
  expect(plannerOf(account).sketch(overrides, [])).toMatchObject(refusal);
});
