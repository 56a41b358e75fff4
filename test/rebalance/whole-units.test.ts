import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ceilToUnit, floorToUnit, partOf, splitInProportion } from '../../functions/rebalance/whole-units.ts';

describe('partOf', () => {
  test('rounds down to units, without the noise of floating point', () => {
    expect(partOf(10_030_000, 0.2, 10_000)).toBe(2_000_000);
    // 1000 · 0.07 is 70.00000000000001 and 10 · 0.7 is 7 in binary; 1.1 · 3 is 3.3000000000000003.
    expect(partOf(10_000_000, 0.7, 10_000)).toBe(7_000_000);
    expect(partOf(3_000_000, 1.1, 10_000)).toBe(3_300_000);
    expect(partOf(Number.MAX_SAFE_INTEGER, 1, 1)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

test('a share of few digits and one of many are rounded down as integers would be', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.oneof(
        fc.integer({ min: 0, max: 10_000 }).map((part) => part * 100_000),
        fc.integer({ min: 0, max: 2e9 }),
      ),
      fc.constantFrom(1, 10_000, 1_000_000),
      (micros, nano, unit) => {
        const exact = ((BigInt(micros) * BigInt(nano)) / (1_000_000_000n * BigInt(unit))) * BigInt(unit);
        expect(partOf(micros, nano / 1e9, unit)).toBe(Number(exact));
      },
    ),
  );
});

describe('ceilToUnit and floorToUnit', () => {
  test('leave whole units and infinity as they are', () => {
    expect([ceilToUnit(20_000, 10_000), floorToUnit(20_000, 10_000)]).toEqual([20_000, 20_000]);
    expect([ceilToUnit(20_001, 10_000), floorToUnit(29_999, 10_000)]).toEqual([30_000, 20_000]);
    expect(floorToUnit(Infinity, 10_000)).toBe(Infinity);
  });
});

describe('splitInProportion', () => {
  test('gives what is left over to the largest remainders', () => {
    expect(splitInProportion(10, [1, 1, 1], 1)).toEqual([4, 3, 3]);
    expect(splitInProportion(100, [1, 2, 4], 1)).toEqual([14, 29, 57]);
    expect(splitInProportion(4_095_000_000, [1_000_000_000, 2_150_000_000], 10_000)).toEqual([
      1_300_000_000, 2_795_000_000,
    ]);
    expect(splitInProportion(5, [0, 0], 1)).toEqual([0, 0]);
  });

  test('products too large for plain numbers are split as small ones of the same proportion', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 1, maxLength: 10 }),
        (units, weights) => {
          const small = weights.map((weight) => weight * 10_000);
          const large = small.map((weight) => weight * 99_999);
          expect(splitInProportion(units * 10_000, small, 10_000)).toEqual(
            splitInProportion(units * 10_000, large, 10_000),
          );
        },
      ),
    );
  });

  test('sums exactly, and nobody is off by a unit or more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 0, max: 2 ** 49 }), { minLength: 1, maxLength: 10 }),
        (units, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const parts = splitInProportion(units * 10_000, weights, 10_000);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(units * 10_000);
          for (const [index, part] of parts.entries()) {
            const exact = (units * 10_000 * (weights[index] ?? 0)) / total;
            expect(Math.abs(part - exact)).toBeLessThan(10_000 + exact * 1e-12);
          }
        },
      ),
    );
  });
});
