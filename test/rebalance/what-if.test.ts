import { describe, expect, test } from 'vitest';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import { whatIf } from '../../functions/rebalance/what-if.ts';
import { channelOf, policyOf, posteriorAt, sheetOf, UNTRUSTED } from './account.ts';

const strong = (channel: string, daily = 100) =>
  channelOf(channel, daily, { posterior: posteriorAt(daily, { roas: 4 }) });
const weak = (channel: string, daily = 100) =>
  channelOf(channel, daily, { posterior: posteriorAt(daily, { roas: 1 }) });
const sheet = sheetOf([strong('google:1:a'), weak('google:1:b'), strong('meta:1:c', 300)]);
const dollars = (overrides: Parameters<typeof whatIf>[2], yaml = '', scores = sheet) =>
  whatIf(scores, policyOf(yaml), overrides).plan.lines.map(({ proposedMicros }) => proposedMicros / 1e6);
const thinly = (channel: ScoredChannel): ScoredChannel => ({ ...channel, ...UNTRUSTED });

describe('whatIf', () => {
  test('a new total is spent in full, changes measured from budgets scaled to it', () => {
    // 100, 100, 300 scaled to 650 are 130, 130, 390; maxChange is 20 % of those.
    expect(dollars({ budget: '650' })).toEqual([136.5, 104, 409.5]);
    const { plan } = whatIf(sheet, policyOf(), { budget: '650' });
    expect(plan).toMatchObject({ status: 'optimal', budgetMicros: 650_000_000, targetBudgetMicros: 650_000_000 });
    expect(plan.lines[0]?.currentMicros).toBe(100_000_000);
  });

  test('a far smaller total is no lowering in proportion, but a plan of its own', () => {
    expect(dollars({ budget: '50' }).reduce((sum, value) => sum + value, 0)).toBeCloseTo(50, 9);
    expect(whatIf(sheet, policyOf(), { budget: '50' }).plan.reason).not.toBe('totalLowered');
  });

  test('locked lines stay, the others carry the difference', () => {
    expect(dollars({ budget: '700', set: ['meta:1:c.lock=true'] })).toEqual([240, 160, 300]);
  });

  test('thin lines keep their share of the new total, and the reason says so', () => {
    const thin = sheetOf([strong('google:1:a'), weak('google:1:b'), { ...strong('meta:1:c', 300), ...UNTRUSTED }]);
    const { plan } = whatIf(thin, policyOf(), { budget: '650' });
    expect(plan.lines[2]).toMatchObject({
      proposedMicros: 390_000_000,
      binding: 'untrusted',
      reason: 'evidence too thin: 9 conversions, 30 needed; keeps its share of the new total',
    });
  });

  test('an asked total is answered even where no line can be trusted', () => {
    const thin = sheetOf(sheet.channels.map(thinly));
    const { plan } = whatIf(thin, policyOf(), { budget: '650' });
    expect(plan.status).toBe('optimal');
    expect(plan.lines.map(({ proposedMicros }) => proposedMicros / 1e6)).toEqual([130, 130, 390]);
  });

  test('a wider step and other limits change the plan, the policy stays', () => {
    const policy = Object.freeze(policyOf());
    const wide = whatIf(sheet, policy, { maxChange: '50%', set: ['google:1:a.max=140', 'meta:1:c.max=310'] }).plan;
    expect(wide.lines.map(({ proposedMicros }) => proposedMicros / 1e6)).toEqual([140, 50, 310]);
    expect(whatIf(sheet, policy, {}).plan).toEqual(makePlan({ sheet, policy }));
  });

  test('limits that contradict one another are infeasible, named', () => {
    expect(whatIf(sheet, policyOf(), { budget: '10', set: ['google:1:a.min=50'] }).plan).toMatchObject({
      status: 'infeasible',
      reason: 'the minimums of google:1:a sum to $50.00, the budget is $10.00: $40.00 too much',
    });
  });

  test('a channel that is not there is refused, one that is near named', () => {
    expect(() => whatIf(sheet, policyOf(), { set: ['nope:1.max=5'] })).toThrow(
      "--set: no channel 'nope:1'; `marginal score` lists those there are",
    );
    expect(() => whatIf(sheet, policyOf(), { set: ['google:1:aa.max=5'] })).toThrow(
      "--set: no channel 'google:1:aa'; did you mean 'google:1:a'?",
    );
  });

  test('scores of another goal are refused', () => {
    expect(() => whatIf(sheet, policyOf(), { goal: 'conversions' })).toThrow("scores are for goal 'revenue'");
  });
});
