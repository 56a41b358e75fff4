import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lnGamma } from '../../../functions/core/numeric/ln-gamma.ts';

describe('lnGamma', () => {
  // Abramowitz & Stegun, table 6.1, and Γ(n) = (n − 1)!
  test.each([
    [0.5, 0.5 * Math.log(Math.PI)],
    [1.5, Math.log(0.886_226_925_452_758)],
    [1.25, Math.log(0.906_402_477_1)],
    [5, Math.log(24)],
    [11, Math.log(3_628_800)],
    [101, 363.739_375_555_563_5],
    [1e-3, 6.907_178_885_383_853],
  ])('at %f', (x, expected) => {
    expect(lnGamma(x)).toBeCloseTo(expected, 9);
  });

  test('is 0 at 1 and 2', () => {
    expect(lnGamma(1)).toBeCloseTo(0, 13);
    expect(lnGamma(2)).toBeCloseTo(0, 13);
  });

  test('Γ(x + 1) = x Γ(x)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        const difference = lnGamma(x + 1) - lnGamma(x) - Math.log(x);
        expect(Math.abs(difference)).toBeLessThan(1e-9 * Math.max(1, Math.abs(lnGamma(x))));
      }),
    );
  });
});
