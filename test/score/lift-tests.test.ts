import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import type { LiftTest } from '../../functions/core/lift-test.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { AS_OF, bookEntry, channelOf, history, score } from './account.ts';

const CHANNEL = 'google:1:1';
const days = history(60, {
  [CHANNEL]: (age) => {
    const spend = 100 * (0.6 + 0.8 * ((age * 0.618_034) % 1));
    return { spend, conversions: spend / 10, revenue: (1000 * spend) / (spend + 100) };
  },
});

const halving = (parts: Partial<LiftTest> = {}): LiftTest => ({
  start: addDays(AS_OF, -20),
  end: AS_OF,
  roasMicros: 2_500_000,
  standardErrorMicros: 1000,
  ...parts,
});

/** The channel's score with these tests, today's budget 100. */
function scoredWith(liftTests: readonly LiftTest[], { yaml = '', asOf = AS_OF } = {}) {
  const book = [bookEntry(CHANNEL, { budgetFromFile: { micros: 100_000_000, atMs: 1 }, liftTests })];
  const policy = parsePolicy(`currency: USD\ntimeZone: UTC\n${yaml}`, 'policy.yaml');
  const sheet = score(days, { facts: { book }, question: { policy, asOf } });
  const { marginalRoas, marginalRoasLow, marginalRoasHigh, roas, reason } = channelOf(sheet, CHANNEL);
  return {
    marginalRoas: marginalRoas ?? NaN,
    width: (marginalRoasHigh ?? 0) - (marginalRoasLow ?? 0),
    roas,
    reason,
    sheet,
  };
}

describe('a lift test that finds half of what was reported', () => {
  test('halves marginal ROAS; what was reported stays, and the reason names the test', () => {
    const [before, after] = [scoredWith([]), scoredWith([halving()])];
    expect(after.marginalRoas / before.marginalRoas).toBeCloseTo(0.5, 1);
    expect(after.roas).toBe(before.roas);
    expect(after.reason).toBe(`${before.reason}; lift test of ${addDays(AS_OF, -20)} to ${AS_OF}: 2.5 ± 0.001`);
    expect(after.sheet.factsHash).not.toBe(before.sheet.factsHash);
  });

  test('halves what profit is made of: margin × revenue, spend taken off', () => {
    const profit = { yaml: 'goal: profit\nmargin: 0.5' };
    const [before, after] = [scoredWith([], profit), scoredWith([halving()], profit)];
    expect((after.marginalRoas + 1) / (before.marginalRoas + 1)).toBeCloseTo(0.5, 1);
  });

  test('says nothing of conversions', () => {
    const conversions = { yaml: 'goal: conversions' };
    expect(scoredWith([halving()], conversions).sheet).toEqual(scoredWith([], conversions).sheet);
  });

  test('is not known before its last day', () => {
    const then = { asOf: addDays(AS_OF, -1) };
    expect(scoredWith([halving()], then).sheet).toEqual(scoredWith([], then).sheet);
  });

  test('is left aside where the channel spent nothing on its days', () => {
    const long = halving({ start: addDays(AS_OF, -400), end: addDays(AS_OF, -380) });
    expect(scoredWith([long]).sheet).toEqual(scoredWith([]).sheet);
  });
});
