import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactTotal } from '../../functions/score/exact-total.ts';

test('passes 2^53 without losing a micro', () => {
  expect(exactTotal([2 ** 52, 2 ** 52, 2 ** 52, 1], (amount) => amount)).toBe(3n * 2n ** 52n + 1n);
});

test('is the sum of the bigints', () => {
  const amount = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(amount), (amounts) => {
      expect(exactTotal(amounts, (one) => one)).toBe(amounts.reduce((sum, one) => sum + BigInt(one), 0n));
    }),
  );
});
