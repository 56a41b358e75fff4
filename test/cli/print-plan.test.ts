import { describe, expect, test } from 'vitest';
import { planLines } from '../../cli/print-plan.ts';
import type { Plan } from '../../functions/core/plan.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import { channelOf, policyOf, posteriorAt, sheetOf } from '../rebalance/account.ts';

test('a chance is of beating what the limits leave of today, not today itself', () => {
  const roas = (channel: string, ratio: number) =>
    channelOf(channel, 100, { posterior: posteriorAt(100, { roas: ratio }) });
  const sheet = sheetOf([roas('google:1:a', 4), roas('google:1:b', 2), roas('google:1:c', 1)]);
  // The strongest line is forced down: every plan returns less than today, and this is the best of them.
  const plan = makePlan({ sheet, policy: policyOf('channels: [{ match: "google:1:a", max: 50 }]') });
  expect(plan.expected.upliftHighMicros).toBeLessThan(0);
  expect(planLines(plan, sheet)[0]).toContain("better than keeping today's split with probability");
  expect(planLines(plan, sheet)[0]).not.toContain('better than today with');
});

describe('the headline', () => {
  const sheet = sheetOf([channelOf('google:1:a', 100), channelOf('google:1:b', 100)]);
  const plan = makePlan({ sheet, policy: policyOf('') });
  const headline = (changed: Partial<Plan>) => planLines({ ...plan, status: 'optimal', ...changed }, sheet)[0] ?? '';

  test('of another total names the split as scaled, not as what is spent today', () => {
    expect(headline({ budgetMicros: 50_000_000 })).toContain("better than today's split scaled to $50.00 with");
  });

  test('of a budget of 0 claims no chance: there is nothing to split', () => {
    expect(headline({ budgetMicros: 0 })).toContain('Plan over $0.00 a day');
    expect(headline({ budgetMicros: 0 })).not.toContain('probability');
  });

  test('of a held plan says so once', () => {
    const held = headline({ status: 'held', reason: 'held: 80% is needed', budgetMicros: 200_000_000 });
    expect(held).toBe('Held at $200.00 a day: 80% is needed');
  });
});
