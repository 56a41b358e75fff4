import { expect, test } from 'vitest';
import { whatIf } from '../../functions/rebalance/what-if.ts';
import { plannerOf } from '../../page/planner.ts';
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
  expect(planner(overrides)).toMatchObject({ kind: 'planned', plan });
  planner({ budget: '9999' });
  expect(planner(overrides)).toMatchObject({ kind: 'planned', plan });
});

test('a rough answer has the very same budgets; interval and chance are about those of the exact one', () => {
  const planner = plannerOf(account);
  const [exact, rough] = [planner({ budget: '7000' }), planner({ budget: '7000' }, true)];
  if (exact.kind === 'refused' || rough.kind === 'refused') throw new Error('refused');
  expect(rough.plan.lines).toEqual(exact.plan.lines);
  expect(rough.plan.expected.upliftMicros).toBe(exact.plan.expected.upliftMicros);
  const { upliftLowMicros, upliftHighMicros, probabilityBetter } = exact.plan.expected;
  const tolerance = 0.2 * (upliftHighMicros - upliftLowMicros);
  expect(Math.abs(rough.plan.expected.upliftLowMicros - upliftLowMicros)).toBeLessThan(tolerance);
  expect(Math.abs(rough.plan.expected.upliftHighMicros - upliftHighMicros)).toBeLessThan(tolerance);
  expect(Math.abs(rough.plan.expected.probabilityBetter - probabilityBetter)).toBeLessThan(0.1);
  expect(planner({ budget: '7000' })).toEqual(exact);
});

test.each([
  [{ budget: 'lots' }, '--budget'],
  [{ goal: 'profit' }, 'margin'],
  [{ goal: 'conversions' }, "no scores for goal 'conversions'"],
  [{ set: ['google:0:0.max=5'] }, 'did you mean'],
])('%o is refused in words', (overrides, words) => {
  expect(plannerOf(account)(overrides)).toMatchObject({ kind: 'refused', message: expect.stringContaining(words) });
});
