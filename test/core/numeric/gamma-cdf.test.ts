import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gammaCdf } from '../../../functions/core/numeric/gamma-cdf.ts';
import { gammaMixtureQuantile } from '../../../functions/core/numeric/gamma-mixture-quantile.ts';

describe('gammaCdf', () => {
  // Percentage points of χ² (Abramowitz & Stegun, table 26.8): χ²_ν is twice Gamma(ν / 2).
  test.each([
    [1, 3.841_459, 0.95],
    [4, 9.487_729, 0.95],
    [10, 18.307_04, 0.95],
    [30, 18.492_66, 0.05],
    [100, 124.342_1, 0.95],
    [1, 0.003_932_14, 0.05],
  ])('χ² with %d degrees stays below %f with probability %f', (degrees, point, probability) => {
    expect(gammaCdf(degrees / 2, point / 2)).toBeCloseTo(probability, 6);
  });

  test('of shape 1 is the exponential', () => {
    for (const x of [1e-6, 0.3, 1, 5, 30]) expect(gammaCdf(1, x)).toBeCloseTo(1 - Math.exp(-x), 12);
  });

  test('the normal for large shapes joins the exact series', () => {
    for (const z of [-2, -0.5, 0, 1, 2.5]) {
      const x = 300 + z * Math.sqrt(300);
      expect(gammaCdf(300.000_1, x)).toBeCloseTo(gammaCdf(300, x), 4);
    }
  });

  test('never falls, from 0 to 1', () => {
    const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (shape, a, b) => {
        const [low, high] = [gammaCdf(shape, Math.min(a, b)), gammaCdf(shape, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(high).toBeGreaterThanOrEqual(low - 1e-9);
      }),
    );
    expect(gammaCdf(2, 0)).toBe(0);
    expect(gammaCdf(2, Infinity)).toBe(1);
  });
});

describe('gammaMixtureQuantile', () => {
  test('of one exponential is its closed form', () => {
    const exponential = [{ weight: 1, shape: 1, scale: 2 }];
    expect(gammaMixtureQuantile(exponential, 0.5, 1e-9)).toBeCloseTo(2 * Math.LN2, 7);
    expect(gammaMixtureQuantile(exponential, 0.05, 1e-9)).toBeCloseTo(-2 * Math.log(0.95), 7);
  });

  test('of two far apart lies with the one that holds the probability', () => {
    const mixture = [
      { weight: 0.9, shape: 1e6, scale: 1e-6 },
      { weight: 0.1, shape: 1e6, scale: 1e-3 },
    ];
    expect(gammaMixtureQuantile(mixture, 0.5)).toBeCloseTo(1, 2);
    expect(gammaMixtureQuantile(mixture, 0.95)).toBeCloseTo(1000, -1);
  });

  test('is where the mixture reaches the probability', () => {
    const component = fc.record({
      weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
      shape: fc.double({ min: 0.3, max: 2000, noNaN: true }),
      scale: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    });
    const probability = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 6 }), probability, (components, wanted) => {
        const total = components.reduce((sum, { weight }) => sum + weight, 0);
        const mixture = components.map(({ weight, shape, scale }) => ({ weight: weight / total, shape, scale }));
        const quantile = gammaMixtureQuantile(mixture, wanted, 1e-7);
        const reached = (x: number) =>
          mixture.reduce((sum, { weight, shape, scale }) => sum + weight * gammaCdf(shape, x / scale), 0);
        expect(reached(quantile * (1 - 1e-5))).toBeLessThanOrEqual(wanted + 1e-6);
        expect(reached(quantile * (1 + 1e-5))).toBeGreaterThanOrEqual(wanted - 1e-6);
      }),
    );
  });

  test('of nothing but zeros is 0', () => {
    expect(gammaMixtureQuantile([{ weight: 1, shape: 3, scale: 0 }], 0.95)).toBe(0);
  });
});
