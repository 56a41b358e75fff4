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

test.each([
  [{ budget: 'lots' }, '--budget'],
  [{ goal: 'profit' }, 'margin'],
  [{ goal: 'conversions' }, "no scores for goal 'conversions'"],
  [{ set: ['google:0:0.max=5'] }, 'did you mean'],
])('%o is refused in words', (overrides, words) => {
  expect(plannerOf(account)(overrides)).toMatchObject({ kind: 'refused', message: expect.stringContaining(words) });
});
