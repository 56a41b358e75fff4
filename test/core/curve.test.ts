import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isConcave, marginalAt, returnAt, spendAtMarginal, type Curve } from '../../functions/core/curve.ts';

const hill = (slope: number): Curve => ({ kind: 'hill', ceiling: 10, halfSaturation: 5, slope });
const points: Curve = { kind: 'points', spend: [2, 4, 8], return: [6, 8, 9] };
const smooth: Curve[] = [
  hill(1),
  hill(0.5),
  hill(2.4),
  { kind: 'power', scale: 3, exponent: 0.4 },
  { kind: 'power', scale: 3, exponent: 1 },
  { kind: 'logarithmic', scale: 4, rate: 0.3 },
  { kind: 'exponential', ceiling: 7, rate: 0.2 },
  { kind: 'logistic', ceiling: 7, rate: 0.2 },
  { kind: 'sum', terms: [hill(1), { kind: 'sum', terms: [hill(2), { kind: 'logarithmic', scale: 1, rate: 2 }] }] },
];

describe('return', () => {
  test.each<[string, Curve, number, number]>([
    ['Hill at its half-saturation is half the ceiling', hill(1), 5, 5],
    ['whatever its slope', hill(3), 5, 5],
    ['Hill, 10·8/(8+125)', hill(3), 2, 80 / 133],
    ['power', { kind: 'power', scale: 3, exponent: 0.5 }, 4, 6],
    ['logarithmic', { kind: 'logarithmic', scale: 2, rate: 1 }, Math.E - 1, 2],
    ['exponential', { kind: 'exponential', ceiling: 8, rate: Math.LN2 }, 1, 4],
    ['logistic, (1−¼)/(1+¼)', { kind: 'logistic', ceiling: 10, rate: Math.LN2 }, 2, 6],
    ['points, between two', points, 3, 7],
    ['points, from (0, 0)', points, 1, 3],
    ['points, flat after the last', points, 100, 9],
    ['a sum', { kind: 'sum', terms: [hill(1), points] }, 5, 13.25],
  ])('%s', (_, curve, spend, returned) => {
    expect(returnAt(curve, spend)).toBeCloseTo(returned, 12);
  });

  test('is zero at zero, and never falls', () => {
    for (const curve of [...smooth, points]) {
      expect(returnAt(curve, 0)).toBe(0);
      fc.assert(
        fc.property(
          fc.double({ min: 0, max: 1e6, noNaN: true }),
          fc.double({ min: 0, max: 1e6, noNaN: true }),
          (x, more) => {
            expect(returnAt(curve, x + more)).toBeGreaterThanOrEqual(returnAt(curve, x) * (1 - 1e-15));
          },
        ),
      );
    }
  });

  test('a small spend keeps its digits', () => {
    expect(returnAt({ kind: 'exponential', ceiling: 1, rate: 1e-12 }, 1)).toBeCloseTo(1e-12, 22);
    expect(returnAt({ kind: 'logarithmic', scale: 1, rate: 1e-12 }, 1)).toBeCloseTo(1e-12, 22);
  });
});

describe('marginal return', () => {
  test('is the slope of the return', () => {
    for (const curve of smooth) {
      for (const spend of [0.3, 2, 5, 40]) {
        const step = 1e-5 * spend;
        const slope = (returnAt(curve, spend + step) - returnAt(curve, spend - step)) / (2 * step);
        expect(Math.abs(marginalAt(curve, spend) / slope - 1)).toBeLessThan(1e-6);
      }
    }
  });

  test('at zero it may be infinite, or nothing', () => {
    expect(marginalAt(hill(0.5), 0)).toBe(Infinity);
    expect(marginalAt({ kind: 'power', scale: 1, exponent: 0.5 }, 0)).toBe(Infinity);
    expect(marginalAt(hill(1), 0)).toBe(2);
    expect(marginalAt(hill(2), 0)).toBe(0);
    expect(marginalAt({ kind: 'power', scale: 0, exponent: 0.5 }, 0)).toBe(0);
  });

  test('of points it is that of the next unit', () => {
    expect([0, 1, 2, 3, 4, 8, 9].map((spend) => marginalAt(points, spend))).toEqual([3, 3, 1, 1, 0.25, 0, 0]);
  });

  test('of no curve at all it is 0 far out, never NaN', () => {
    for (const curve of [...smooth.filter(({ kind }) => kind !== 'power'), points]) {
      expect(marginalAt(curve, 1e200)).toBeLessThan(1e-100);
      expect(marginalAt(curve, Infinity)).toBe(0);
    }
  });
});

describe('spend at a marginal return', () => {
  test('is the inverse, where there is a closed form', () => {
    for (const curve of smooth) {
      const spend = spendAtMarginal(curve, marginalAt(curve, 7));
      if (curve.kind === 'sum' || (curve.kind === 'hill' && curve.slope !== 1)) expect(spend).toBeUndefined();
      else if (curve.kind === 'power' && curve.exponent === 1) expect(spend).toBe(Infinity);
      else expect(spend).toBeCloseTo(7, 9);
    }
  });

  test('is 0 where even the first unit returns less, and without end where all return as much', () => {
    expect(spendAtMarginal(hill(1), 2.5)).toBe(0);
    expect(spendAtMarginal({ kind: 'logistic', ceiling: 7, rate: 0.2 }, 1)).toBe(0);
    expect(spendAtMarginal({ kind: 'power', scale: 3, exponent: 1 }, 3.1)).toBe(0);
    expect(spendAtMarginal(hill(1), 0)).toBe(Infinity);
  });

  test('of points it is the last one that pays', () => {
    expect([4, 3, 2, 1, 0.5, 0.25, 0.1].map((marginal) => spendAtMarginal(points, marginal))).toEqual([
      0, 2, 2, 4, 4, 8, 8,
    ]);
  });
});

describe('concavity', () => {
  test.each<[boolean, Curve]>([
    [true, hill(1)],
    [true, hill(0.5)],
    [false, hill(1.01)],
    [true, { kind: 'power', scale: 1, exponent: 1 }],
    [true, { kind: 'logistic', ceiling: 1, rate: 1 }],
    [true, points],
    [true, { kind: 'points', spend: [0, 1], return: [0, 1] }],
    [false, { kind: 'points', spend: [1, 2, 3], return: [1, 1, 2] }],
    [false, { kind: 'points', spend: [1, 2], return: [0, 1] }],
    [true, { kind: 'sum', terms: [hill(1), points] }],
    [false, { kind: 'sum', terms: [hill(1), hill(2)] }],
  ])('%s: %o', (concave, curve) => {
    expect(isConcave(curve)).toBe(concave);
  });
});
