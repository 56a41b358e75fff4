import { describe, expect, test } from 'vitest';
import { proportionalSplit, splitBudget } from '../../../bench/decisions/split.ts';

const hill =
  (ceiling: number, half: number, slope = 1) =>
  (spend: number) =>
    spend > 0 ? ceiling / (1 + (half / spend) ** slope) : 0;

describe('splitBudget', () => {
  test('finds the optimum of two Hill lines: 5 and 10 of 15', () => {
    const lines = [
      { low: 0, high: 15, returnAt: hill(10, 5) },
      { low: 0, high: 15, returnAt: hill(20, 10) },
    ];
    const [first, second] = splitBudget(lines, 15);
    expect(first).toBeCloseTo(5, 1);
    expect(second).toBeCloseTo(10, 1);
  });

  test('gives one of two equal S-shapes everything rather than each half', () => {
    const lines = [0, 1].map(() => ({ low: 0, high: 10, returnAt: hill(10, 8, 4) }));
    const spends = [...splitBudget(lines, 10)].sort((a, b) => a - b);
    expect(spends).toEqual([0, 10]);
  });

  test('spends the budget within the bounds', () => {
    const lines = [1, 2, 3, 4].map((size) => ({ low: size, high: 3 * size, returnAt: hill(10 * size, 2) }));
    const spends = splitBudget(lines, 17);
    expect(spends.reduce((sum, spend) => sum + spend, 0)).toBeCloseTo(17, 9);
    for (const [index, spend] of spends.entries()) {
      expect(spend).toBeGreaterThanOrEqual(index + 1);
      expect(spend).toBeLessThanOrEqual(3 * (index + 1));
    }
  });
});

test('proportionalSplit keeps the ratio of the wishes where no bound is in the way', () => {
  const bounds = [
    { low: 0, high: 100 },
    { low: 0, high: 100 },
    { low: 30, high: 100 },
  ];
  const [first = 0, second = 0, third] = proportionalSplit(Float64Array.of(1, 2, 0), bounds, 60);
  expect(third).toBe(30);
  expect(first).toBeCloseTo(10, 6);
  expect(second).toBeCloseTo(20, 6);
});
