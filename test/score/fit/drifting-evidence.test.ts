import { describe, expect, test } from 'vitest';
import { lnGamma } from '../../../functions/core/numeric/ln-gamma.ts';
import { driftingEvidence } from '../../../functions/score/fit/drifting-evidence.ts';
import type { FitDays } from '../../../functions/score/fit/fit-days.ts';
import { shapeEvidence, shapeSums } from '../../../functions/score/fit/shape-evidence.ts';
import { HALF_SATURATIONS, SLOPES } from '../../../functions/score/fit/shape-grid.ts';
import { repeat, unitDays } from './fixtures.ts';

const settings = { weight: 0.8, memory: 9, pull: 10 };
const drifting = (days: FitDays, slope = 0, used = settings) => driftingEvidence(days, shapeSums(days, slope), used);

/** A ratio that never repeats, in [0, 1). */
const golden = (index: number) => (index * 0.618_034) % 1;

/** ln Π NB(seen; shape, rate / (rate + due)), term by term as written in a textbook. */
function predicted({ u, y, age }: FitDays, half: number, slope: number): number {
  const { weight, memory, pull } = settings;
  const due = Array.from(u, (spend) => (weight * spend ** slope) / (spend ** slope + half ** slope));
  const seen = Array.from(y, (outcomes) => weight * outcomes);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const level = sum(seen) / sum(due);
  return sum(
    due.map((dueNow, day) => {
      const fades = due.map((_, past) => (past < day ? Math.exp(((age[day] ?? 0) - (age[past] ?? 0)) / memory) : 0));
      const ever = 1 + sum(seen.slice(0, day));
      const longRun = ever / (1 / level + sum(due.slice(0, day)));
      const own = Math.min(pull, ever);
      const shape = own + sum(seen.map((outcomes, past) => (fades[past] ?? 0) * outcomes));
      const rate = own / longRun + sum(due.map((all, past) => (fades[past] ?? 0) * all));
      const now = seen[day] ?? 0;
      return (
        lnGamma(shape + now) -
        lnGamma(shape) +
        shape * Math.log(rate / (rate + dueNow)) +
        now * Math.log(dueNow / (rate + dueNow))
      );
    }),
  );
}

/** Steps of −1 to 1 without memory, by a linear congruential generator. */
function steps(seed: number, length: number): number[] {
  let state = seed;
  return repeat(length, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}

/** Spend that follows a wandering level, its mean of the last week, as budgets follow results; half-saturation is 0.42. */
function followed(seed: number): FitDays {
  let log = 0;
  const level = steps(seed, 150).map((step) => 40 * Math.exp((log += 0.03 * step)));
  const spend = level.map((_, day) => {
    const past = level.slice(Math.max(0, day - 7), Math.max(1, day));
    return ((0.85 + 0.3 * golden(day + 7)) * past.reduce((sum, value) => sum + value, 0)) / (40 * past.length);
  });
  return unitDays(
    spend,
    spend.map((u, day) => (level[day] ?? 0) * (u / (u + 0.42))),
  );
}

/** By evidence alone, its mean in the logarithm. */
function halfSaturationOf(evidence: Float64Array): number {
  const shares = evidence.map((log) => Math.exp(log - Math.max(...evidence)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return Math.exp(shares.reduce((sum, share, k) => sum + share * Math.log(HALF_SATURATIONS[k] ?? 1), 0) / total);
}

describe('driftingEvidence', () => {
  test('is the product of what past days predict of each day, but for what all shapes share', () => {
    const days = unitDays(
      repeat(40, (day) => 0.3 + 2 * golden(day)),
      repeat(40, (day) => Math.floor(12 * golden(3 * day + 1))),
    );
    for (const [slope, exponent] of SLOPES.entries()) {
      const evidence = drifting(days, slope);
      const shared = (evidence[10] ?? 0) - predicted(days, HALF_SATURATIONS[10] ?? 1, exponent);
      for (const k of [0, 5, 14, 20]) {
        const expected = predicted(days, HALF_SATURATIONS[k] ?? 1, exponent) + shared;
        expect(Math.abs((evidence[k] ?? 0) - expected)).toBeLessThan(0.02);
      }
    }
  });

  test('one day tells no shapes apart, a second at another spend does', () => {
    const spread = (days: FitDays) => Math.max(...drifting(days)) - Math.min(...drifting(days));
    expect(spread(unitDays([1.7], [6]))).toBeLessThan(1e-3);
    expect(spread(unitDays([1.7, 0.4], [6, 5]))).toBeGreaterThan(0.1);
  });

  test('no outcomes say nothing of the shape', () => {
    const days = unitDays([0.5, 1, 2], [0, 0, 0]);
    expect([...drifting(days)]).toEqual(HALF_SATURATIONS.map(() => 0));
  });

  test('the faster levels are forgotten, the less a budget that follows its level reads as a straight curve', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const days = followed(seed);
      const oneLevel = halfSaturationOf(shapeEvidence(shapeSums(days), 1, 1000));
      const [fast = 0, ...slower] = [5, 9, 16, 30].map((memory) =>
        halfSaturationOf(drifting(days, 0, { weight: 1, memory, pull: 10 })),
      );
      expect([fast, ...slower]).toEqual([fast, ...slower].toSorted((a, b) => a - b));
      expect(Math.abs(Math.log(fast / 0.42))).toBeLessThan(0.4);
      expect(oneLevel).toBeGreaterThan(1.25 * fast);
    }
  });
});
