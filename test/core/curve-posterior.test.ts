import { mean, quantile } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import {
  drawCurves,
  marginalInterval,
  meanCurve,
  meanMarginal,
  unitReturns,
  type CurvePosterior,
} from '../../functions/core/curve-posterior.ts';
import { randomFrom } from '../../functions/core/numeric/random.ts';

const posterior: CurvePosterior = Object.freeze({
  referenceMicros: 100e6,
  valueMicros: 50e6,
  components: [
    { weight: 0.25, halfSaturation: 0.4, slope: 1, levelShape: 40, levelRate: 4 },
    { weight: 0.75, halfSaturation: 2, slope: 1, levelShape: 40, levelRate: 2 },
  ],
});

const hillAt = (ceiling: number, half: number, x: number) => (ceiling * x) / (x + half);
const hillSlopeAt = (ceiling: number, half: number, x: number) => (ceiling * half) / (x + half) ** 2;

test('the worked number of one Hill component', () => {
  const one: CurvePosterior = {
    referenceMicros: 1e6,
    valueMicros: 1e6,
    components: [{ weight: 1, halfSaturation: 1, slope: 1, levelShape: 4, levelRate: 2 }],
  };
  expect(meanCurve(one)).toEqual({
    kind: 'sum',
    terms: [{ kind: 'hill', ceiling: 2e6, halfSaturation: 1e6, slope: 1 }],
  });
  expect(meanMarginal(one, 0)).toBeCloseTo(2, 12);
  expect(meanMarginal(one, 1e6)).toBeCloseTo(0.5, 12);
});

const meanReturnAt = (x: number) => 0.25 * hillAt(500e6, 40e6, x) + 0.75 * hillAt(1000e6, 200e6, x);

test('the slope is the derivative of the mean curve', () => {
  for (const x of [1e6, 80e6, 400e6]) {
    expect(meanMarginal(posterior, x)).toBeCloseTo((meanReturnAt(x + 100) - meanReturnAt(x - 100)) / 200, 5);
  }
});

describe('drawCurves', () => {
  const { components, ceilingsMicros } = drawCurves(posterior, 40_000, randomFrom('curves'));

  test('draws average to the mean curve', () => {
    const x = 120e6;
    const units = unitReturns(posterior, x);
    const returns = Array.from(ceilingsMicros, (ceiling, draw) => ceiling * (units[components[draw] ?? 0] ?? 0));
    const expected = 0.25 * hillAt(500e6, 40e6, x) + 0.75 * hillAt(1000e6, 200e6, x);
    expect(mean(returns) / expected).toBeCloseTo(1, 2);
  });

  test('quantiles of the draws are the exact interval', () => {
    const x = 120e6;
    const slopes = Array.from(ceilingsMicros, (ceiling, draw) =>
      hillSlopeAt(ceiling, [40e6, 200e6][components[draw] ?? 0] ?? 0, x),
    );
    const { low, high } = marginalInterval(posterior, x);
    expect(low / quantile(slopes, 0.05)).toBeCloseTo(1, 1);
    expect(high / quantile(slopes, 0.95)).toBeCloseTo(1, 1);
  });

  test('equal seeds draw equal curves', () => {
    expect(drawCurves(posterior, 5, randomFrom('x'))).toEqual(drawCurves(posterior, 5, randomFrom('x')));
  });
});

describe('unitReturns', () => {
  const at = (slope: number, spendMicros: number) =>
    unitReturns(
      { ...posterior, components: [{ weight: 1, halfSaturation: 2, slope, levelShape: 1, levelRate: 1 }] },
      spendMicros,
    )[0];

  test('is a half at the half-saturation, whatever the slope', () => {
    expect(at(1, 200e6)).toBe(0.5);
    expect(at(2, 200e6)).toBe(0.5);
  });

  test('is nothing without spend, and never more than the whole', () => {
    expect(at(1, 0)).toBe(0);
    expect(at(2, Number.MAX_VALUE)).toBe(1);
  });
});

test('a narrower coverage lies inside a wider one', () => {
  const wide = marginalInterval(posterior, 50e6, 0.9);
  const narrow = marginalInterval(posterior, 50e6, 0.5);
  expect(wide.low).toBeLessThan(narrow.low);
  expect(narrow.high).toBeLessThan(wide.high);
});
