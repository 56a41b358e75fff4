import { expect, test } from 'vitest';
import { withCarryover } from '../../../functions/score/fit/carryover.ts';
import type { FitDays } from '../../../functions/score/fit/fit-days.ts';

function daysOf(spend: readonly number[]): FitDays {
  const days = spend.length;
  return {
    platform: 'google',
    referenceMicros: 1,
    unitMicros: 1,
    age: Int32Array.from(spend, (_, day) => days - 1 - day),
    u: Float64Array.from(spend),
    y: new Float64Array(days),
    exposure: new Float64Array(days).fill(1),
  };
}

/**
 * Google Meridian, `adstock_hill_test.py`: geometric adstock of three media over five periods, `max_lag` 4. Its weights
 * αˡ are cut after the last lag and divided by their sum; ours go on for ever, so from an empty start the two differ by
 * the factor 1 − α⁵.
 */
test.each([
  { carryover: 0.1, spend: [0.12, 0.34, 0.91, 0.45, 0.78], published: 0.751014 },
  { carryover: 0.5, spend: [0.55, 0.71, 0.08, 0.82, 0.29], published: 0.435161 },
  { carryover: 0.9, spend: [0.89, 0.23, 0.67, 0.11, 0.95], published: 0.57222 },
])('geometric adstock at $carryover is $published', ({ carryover, spend, published }) => {
  const worked = withCarryover(daysOf([0, ...spend]), carryover).u.at(-1) ?? NaN;
  expect(worked / (1 - carryover ** 5)).toBeCloseTo(published, 6);
});

test('constant spend stays as it is, and no carryover changes nothing', () => {
  const days = daysOf([2, 2, 2]);
  expect([...withCarryover(days, 0.6).u]).toEqual([2, 2, 2].map((spend) => expect.closeTo(spend, 12)));
  expect(withCarryover(days, 0)).toBe(days);
});

test('days without spend in between count zero', () => {
  const days = { ...daysOf([1, 2]), age: Int32Array.of(2, 0) };
  expect(withCarryover(days, 0.5).u.at(-1)).toBeCloseTo(0.5 ** 2 * 1 + 0.5 * 2, 12);
});
