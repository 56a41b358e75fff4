import { expect, test } from 'vitest';
import { logSumExp } from '../../../functions/core/numeric/log-sum-exp.ts';

test('logSumExp neither overflows nor underflows', () => {
  expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
});

test('logSumExp leaves out what is impossible', () => {
  expect(logSumExp([-Infinity, 3])).toBe(3);
});

test('logSumExp of nothing is impossible', () => {
  expect(logSumExp([])).toBe(-Infinity);
  expect(logSumExp([-Infinity])).toBe(-Infinity);
});
