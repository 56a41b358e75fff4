import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withModelError } from '../../../functions/score/fit/model-error.ts';
import { FINE_LOGS } from '../../../functions/score/fit/shape-grid.ts';

const MIDDLE = (FINE_LOGS.length - 1) / 2;

function certain(point: number): Float64Array {
  const belief = new Float64Array(FINE_LOGS.length);
  belief[point] = 1;
  return belief;
}

function shareBetween(belief: Float64Array, low: number, high: number): number {
  return belief.reduce((sum, share, point) => {
    const at = Math.exp((FINE_LOGS[point] ?? 0) - (FINE_LOGS[MIDDLE] ?? 0));
    return at >= low && at <= high ? sum + share : sum;
  }, 0);
}

test('a certain half-saturation holds 95 % between 0.68 and 1.48 times itself', () => {
  expect(shareBetween(withModelError(certain(MIDDLE), 1), 0.67, 1.49)).toBeCloseTo(0.95, 1);
});

test('a curve four times as steep is widened by half', () => {
  expect(shareBetween(withModelError(certain(MIDDLE), 4), Math.sqrt(0.67), Math.sqrt(1.49))).toBeCloseTo(0.95, 1);
});

test('nothing is lost, also at the ends of the grid', () => {
  const beliefs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: FINE_LOGS.length,
    maxLength: FINE_LOGS.length,
  });
  fc.assert(
    fc.property(beliefs, fc.double({ min: 1, max: 3, noNaN: true }), (shares, slope) => {
      const before = shares.reduce((sum, share) => sum + share, 0);
      const after = withModelError(Float64Array.from(shares), slope).reduce((sum, share) => sum + share, 0);
      expect(after).toBeCloseTo(before, 8);
    }),
    { numRuns: 30 },
  );
});

test('the belief given is left as it is', () => {
  const belief = certain(3);
  withModelError(belief, 1);
  expect([...belief]).toEqual([...certain(3)]);
});
