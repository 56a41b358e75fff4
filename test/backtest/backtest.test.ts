import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import { encodeJson } from '../../functions/core/json.ts';
import { normalSample } from '../../functions/core/numeric/normal-sample.ts';
import { randomFrom } from '../../functions/core/numeric/random.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { backtest } from '../../functions/backtest/backtest.ts';
import { originsWithin } from '../../functions/backtest/origins.ts';
import { rankCorrelation } from '../../functions/backtest/rank-correlation.ts';
import { sheetOfThen } from '../../functions/backtest/sheet-of-then.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import { AS_OF, bookEntry, history, POLICY, score } from '../score/account.ts';

const DAYS = 126;
const CHANNELS = 6;

/** Channels whose budgets really move: every 21 days each takes another level. */
function rollups(seed: string, returns = true) {
  const random = randomFrom(seed);
  return history(
    DAYS,
    Object.fromEntries(
      Array.from({ length: CHANNELS }, (_, index) => [
        `google:1:${index}`,
        (age: number) => {
          const level = [60, 100, 160][(Math.floor(age / 21) + index) % 3] ?? 100;
          const spend = level * Math.exp(0.1 * normalSample(random));
          const half = 40 * (1 + index);
          const conversions = returns ? Math.max(0, (90 * spend) / (spend + half) + 7 * normalSample(random)) : 0;
          return { spend, conversions, revenue: 20 * conversions };
        },
      ]),
    ),
  );
}

function judged(seed: string, returns = true) {
  const days = rollups(seed, returns);
  const scoreAt = (asOf: string): ScoreSheet => score(days, { question: { asOf } });
  const past = originsWithin(addDays(AS_OF, 1 - DAYS), AS_OF).map((origin) => {
    const sheet = sheetOfThen(scoreAt(origin));
    return { sheet, plan: makePlan({ sheet, policy: POLICY }) };
  });
  return backtest(past, scoreAt(AS_OF));
}

describe('backtest', () => {
  test('on curves like the model’s, intervals hold and changes are foreseen better than in proportion', () => {
    const { origins, predictions, moves } = judged('a');
    expect(origins.length).toBe(7);
    expect(predictions.windows).toBe(7 * CHANNELS);
    expect(predictions.within90).toBeGreaterThan(0.8);
    expect(predictions.within50).toBeGreaterThan(0.3);
    expect(predictions.logScoreGain).toBeGreaterThan(0);
    expect(moves.windows).toBeGreaterThan(10);
    expect(moves.rankCorrelation).toBeGreaterThan(0.7);
    expect(moves.realisedOverPredicted).toBeGreaterThan(0.7);
    expect(moves.realisedOverPredicted).toBeLessThan(1.3);
    expect(moves.realisedOverProportional).toBeLessThan(0.7);
  });

  test('never judges by a day that was not yet known', () => {
    const later = history(DAYS, {
      'google:1:0': (age) => ({ spend: 10, conversions: 2, revenue: age < 14 ? 900 : 30 }),
    });
    const origin = addDays(AS_OF, -14);
    const [then] = score(later, { question: { asOf: origin } }).channels;
    const [without] = score(
      later.filter(({ day }) => day <= origin),
      { question: { asOf: origin } },
    ).channels;
    expect(then).toEqual(without);
  });

  test('without returns judges nothing, and says so in JSON', () => {
    const { predictions, moves } = judged('b', false);
    expect(predictions).toEqual({ windows: 0, within50: null, within90: null, logScoreGain: null });
    expect(moves).toMatchObject({ windows: 0, rankCorrelation: null, realisedOverPredicted: null });
    expect(encodeJson(judged('b', false))).not.toContain('NaN');
  });
});

test('origins leave 28 days before the first and 14 after each, 12 at most', () => {
  expect(originsWithin(addDays(AS_OF, -119), AS_OF)).toHaveLength(6);
  expect(originsWithin(addDays(AS_OF, -41), AS_OF)).toEqual([addDays(AS_OF, -14)]);
  expect(originsWithin(addDays(AS_OF, -40), AS_OF)).toEqual([]);
  expect(originsWithin(addDays(AS_OF, -900), AS_OF)).toHaveLength(12);
});

test('the sheet of then has the mean spend of its last 7 days for budgets, whatever is stated today', () => {
  const sheet = score(history(30, { a: (age) => ({ spend: age < 7 ? 10 : 500 }), b: () => ({ spend: 0 }) }), {
    facts: { book: [bookEntry('a', { budgetFromFile: { micros: 77e6, atMs: 1 } })] },
  });
  expect(sheetOfThen(sheet).channels.map(({ currentMicros, paused }) => [currentMicros, paused])).toEqual([
    [10e6, false],
    [0, true],
  ]);
});

describe('rankCorrelation', () => {
  test('is Spearman’s, ties sharing their mean rank', () => {
    const pairs = [
      [1, 1],
      [2, 3],
      [3, 2],
      [4, 4],
      [5, 5],
    ] as const;
    expect(rankCorrelation(pairs)).toBeCloseTo(0.9, 12);
    expect(rankCorrelation(pairs.map(([a, b]) => [a, -b]))).toBeCloseTo(-0.9, 12);
    // Ranks 1.5, 1.5, 3, 4, 5 against 1 … 5: 9.5 / √(9.5 · 10).
    expect(rankCorrelation(pairs.map(([a]) => [Math.max(2, a), a]))).toBeCloseTo(9.5 / Math.sqrt(95), 12);
  });

  test('is null for few pairs and for constants', () => {
    expect(
      rankCorrelation([
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ]),
    ).toBeNull();
    expect(rankCorrelation(Array.from({ length: 6 }, (_, index) => [1, index] as const))).toBeNull();
  });
});
