import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanCurve } from '../../functions/core/curve-posterior.ts';
import { marginalAt, returnAt } from '../../functions/core/curve.ts';
import { curveReturnAt, curveSlopeAt, demandOf } from '../../functions/rebalance/allocate/demand.ts';
import { curveTable, returnsAt } from '../../functions/rebalance/curve-table.ts';
import { channelOf } from './account.ts';

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const componentArbitrary = (slope: fc.Arbitrary<number>) =>
  fc.record({
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
    halfSaturation: positive,
    slope,
    levelShape: positive,
    levelRate: positive,
  });
const posteriorArbitrary = (slope: fc.Arbitrary<number>) =>
  fc.record({
    referenceMicros: fc.integer({ min: 1, max: 1e9 }),
    valueMicros: fc.integer({ min: 1, max: 1e9 }),
    components: fc.array(componentArbitrary(slope), { minLength: 2, maxLength: 16 }),
  });
const spendArbitrary = fc.integer({ min: 0, max: 1e10 });

test('the table returns what mean curves do, to the last digit; a line without a curve returns nothing', () => {
  const posteriors = fc.array(fc.option(posteriorArbitrary(fc.constantFrom(1, 1, 0.7, 2))), { maxLength: 5 });
  fc.assert(
    fc.property(posteriors, fc.array(spendArbitrary, { minLength: 5, maxLength: 5 }), (known, spends) => {
      const channels = known.map((posterior, index) => channelOf(`google:1:${index}`, 1, { posterior }));
      expect([...returnsAt(curveTable(channels), spends)]).toEqual(
        known.map((posterior, index) => (posterior === null ? 0 : returnAt(meanCurve(posterior), spends[index] ?? 0))),
      );
    }),
  );
});

test('the allocator sees returns and slopes of sums of Hill terms as curves have them, to the last digit', () => {
  fc.assert(
    fc.property(posteriorArbitrary(fc.constant(1)), spendArbitrary, (posterior, spend) => {
      const curve = meanCurve(posterior);
      const demand = demandOf([curve, curve], new Float64Array(2), new Float64Array(2).fill(1e12), 1e12);
      expect(curveReturnAt(demand, 1, spend)).toBe(returnAt(curve, spend));
      expect(curveSlopeAt(demand, 1, spend)).toBe(marginalAt(curve, spend));
    }),
  );
});
