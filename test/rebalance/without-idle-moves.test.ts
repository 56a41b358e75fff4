import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanCurve } from '../../functions/core/curve-posterior.ts';
import { returnAt } from '../../functions/core/curve.ts';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import { channelOf, policyOf, posteriorAt, sheetOf } from './account.ts';

const line = (channel: string, roas: number, daily = 100) =>
  channelOf(channel, daily, { posterior: posteriorAt(daily, { roas }) });
const planOf = (channels: readonly ScoredChannel[], yaml = '') =>
  makePlan({ sheet: sheetOf(channels), policy: policyOf(yaml) });
const dollars = (channels: readonly ScoredChannel[]) =>
  Object.fromEntries(
    planOf(channels).lines.map(({ channel, proposedMicros }) => [channel.slice(-1), proposedMicros / 1e6]),
  );

describe('moves that earn next to nothing', () => {
  // Best are 120, 80 and 103 to 97: the next unit of c and d returns nearly the same.
  const account = [line('google:1:a', 4), line('google:1:b', 1), line('google:1:c', 2.05), line('google:1:d', 2)];

  test('are left out, and the line says so', () => {
    expect(dollars(account)).toEqual({ a: 120, b: 80, c: 100, d: 100 });
    const [, , kept] = planOf(account).lines;
    expect(kept).toMatchObject({ binding: null, reason: 'kept: moving it would gain next to nothing' });
  });

  test('leave the bound where it is: the gap says what they would have earned, at most 2 % of the gain', () => {
    const { certificate, expected } = planOf(account);
    const gainOfBest = (certificate.boundMicros ?? 0) - expected.currentReturnMicros;
    expect(certificate.gap).toBeGreaterThan(0);
    expect((certificate.gap ?? 0) * (certificate.boundMicros ?? 0)).toBeLessThanOrEqual(0.02 * gainOfBest);
  });

  test('are made where the others would have nowhere to put their money', () => {
    expect(dollars([line('google:1:a', 4), line('google:1:b', 1)])).toEqual({ a: 120, b: 80 });
  });

  test('of lines that are alike are made by all or none', () => {
    const twins = [line('google:1:a', 4), line('google:1:b', 1), line('google:1:c', 1.2), line('google:1:d', 1.2)];
    const { c, d } = dollars(twins);
    expect(c).toBe(d);
  });
});

test('whatever the account, at most 2 % of the best gain is given up, the total holds and fewer lines move', () => {
  const lines = fc.array(
    fc.record({ roas: fc.double({ min: 0.5, max: 8, noNaN: true }), daily: fc.integer({ min: 20, max: 900 }) }),
    {
      minLength: 2,
      maxLength: 9,
    },
  );
  fc.assert(
    fc.property(lines, (drawn) => {
      const channels = drawn.map(({ roas, daily }, index) => line(`google:1:${index}`, roas, daily));
      const { status, lines: planned, certificate, expected, budgetMicros } = planOf(channels);
      fc.pre(status === 'optimal' && certificate.boundMicros !== null);
      expect(planned.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(budgetMicros);
      expect(budgetMicros).toBe(channels.reduce((sum, { currentMicros }) => sum + currentMicros, 0));
      const returned = planned.reduce((sum, { proposedMicros }, index) => {
        const posterior = channels[index]?.posterior ?? null;
        return posterior === null ? sum : sum + returnAt(meanCurve(posterior), proposedMicros);
      }, 0);
      const best = (certificate.boundMicros ?? 0) - expected.currentReturnMicros;
      // Whole cents cost something too.
      expect(returned - expected.currentReturnMicros).toBeGreaterThanOrEqual(0.98 * best - 1e-6 * returned);
    }),
  );
});
