import { expect, test } from 'vitest';
import { planLines } from '../../cli/print-plan.ts';
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
