import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lnGamma } from '../../../functions/core/numeric/ln-gamma.ts';
import { chooseMemory, predictions } from '../../../functions/score/fit/level-memory.ts';
import { levelNow } from '../../../functions/score/fit/level-now.ts';
import { pooledShapes } from '../../../functions/score/fit/platform-prior.ts';
import { scatterOf, shapeEvidence, shapeSums } from '../../../functions/score/fit/shape-evidence.ts';
import { FINE_LOGS, HALF_SATURATIONS, refined, SLOPES } from '../../../functions/score/fit/shape-grid.ts';
import { thinShapes } from '../../../functions/score/fit/thin-shapes.ts';
import { repeat, unitDays } from './fixtures.ts';

const hill = (half: number, u: number) => u / (u + half);
const varied = repeat(70, (day) => 0.4 + 1.2 * ((day * 0.618_034) % 1));
const exact = (half: number, level = 100) =>
  unitDays(
    varied,
    varied.map((u) => level * hill(half, u)),
  );
const indexOfMax = (values: ArrayLike<number>) =>
  Array.from(values).reduce((best, value, index, all) => (value > (all[best] ?? 0) ? index : best), 0);
const meanLog = (belief: Float64Array) =>
  belief.reduce((sum, share, point) => sum + share * (FINE_LOGS[point] ?? 0), 0) / belief.reduce((a, b) => a + b, 0);

const evidenceOfOneDay = (k: number) => {
  const e = hill(HALF_SATURATIONS[k] ?? 1, 1);
  return 6 * Math.log(e) + 4 * Math.log((4 * e) / 6) - lnGamma(4) + lnGamma(10) - 10 * Math.log((4 * e) / 6 + e);
};

describe('shapeEvidence', () => {
  test('peaks at the half-saturation the days were made with', () => {
    for (const index of [4, 10, 14]) {
      const evidence = shapeEvidence(shapeSums(exact(HALF_SATURATIONS[index] ?? 1)), 50, 40);
      expect(indexOfMax(evidence)).toBe(index);
    }
  });

  test('with one block is the negative binomial evidence, worked for one day', () => {
    // ln ∫ Poisson(y; β e) Gamma(β; g, g / B) dβ up to a constant, B = y / e.
    const evidence = shapeEvidence(shapeSums(unitDays([1], [6])), 1, 4);
    for (const k of [0, 8, 16]) expect(evidence[k]).toBeCloseTo(evidenceOfOneDay(k), 3);
  });

  test('constant spend says nothing of the shape', () => {
    const evidence = shapeEvidence(
      shapeSums(
        unitDays(
          repeat(60, () => 1),
          repeat(60, () => 9),
        ),
      ),
      1,
      12,
    );
    for (const log of evidence) expect(log).toBeCloseTo(evidence[0] ?? 0, 1);
  });

  test('no outcomes say nothing of the shape', () => {
    expect([
      ...shapeEvidence(
        shapeSums(
          unitDays(
            varied,
            varied.map(() => 0),
          ),
        ),
        1,
        12,
      ),
    ]).toEqual(HALF_SATURATIONS.map(() => 0));
  });

  test('levels that jump between blocks are not read as saturation', () => {
    const drifting = unitDays(
      varied.map((u, day) => u * (day < 28 ? 1 : 2)),
      varied.map((u, day) => 100 * hill(1, u * (day < 28 ? 1 : 2)) * (day < 28 ? 2 : 1)),
    );
    const free = shapeEvidence(shapeSums(drifting), 1, 1);
    const fixed = shapeEvidence(shapeSums(drifting), 1, 1000);
    expect(Math.abs(Math.log(HALF_SATURATIONS[indexOfMax(free)] ?? 0))).toBeLessThan(0.5);
    expect(Math.log(HALF_SATURATIONS[indexOfMax(fixed)] ?? 0)).toBeLessThan(-1);
  });
});

test('scatterOf is 0 on a curve of the grid and χ² around it', () => {
  const onCurve = exact(HALF_SATURATIONS[10] ?? 1);
  expect(scatterOf(onCurve, shapeSums(onCurve)).chiSquare).toBeCloseTo(0, 4);
  const flat = unitDays([1, 1, 1, 1], [3, 5, 3, 5]);
  expect(scatterOf(flat, shapeSums(flat))).toEqual({ chiSquare: expect.closeTo(4 / 4, 4), degrees: 2 });
});

test('looked-up shapes are within 2e-5 of the formula, also for S-shapes and far from the reference', () => {
  for (const [slope, exponent] of SLOPES.entries()) {
    for (const u of [1e-5, 0.013, 0.4, 1, 3.7, 900]) {
      const { expected, logShape } = shapeSums(unitDays([u], [1]), slope);
      for (const [k, half] of HALF_SATURATIONS.entries()) {
        const h = 1 / (1 + (half / u) ** exponent);
        expect(Math.abs((expected[k] ?? 0) - h)).toBeLessThan(2e-5);
        expect(Math.abs((logShape[k] ?? 0) - Math.log(h))).toBeLessThan(2e-5);
      }
    }
  }
});

describe('refined', () => {
  test('keeps the grid’s own values and straight lines', () => {
    const line = Float64Array.from(HALF_SATURATIONS, (half) => 3 * Math.log(half) - 1);
    for (const [point, log] of refined(line).entries()) expect(log).toBeCloseTo(3 * (FINE_LOGS[point] ?? 0) - 1, 9);
  });

  test('is exact on parabolas between inner points', () => {
    const parabola = Float64Array.from(HALF_SATURATIONS, (half) => -40 * Math.log(half) ** 2);
    const fine = refined(parabola);
    for (const point of [20, 61, 100]) expect(fine[point]).toBeCloseTo(-40 * (FINE_LOGS[point] ?? 0) ** 2, 9);
  });
});

const sharpAround = (centre: number) =>
  Float64Array.from(HALF_SATURATIONS, (half) => -20 * (Math.log(half) - centre) ** 2);

describe('pooledShapes', () => {
  const none = new Float64Array(HALF_SATURATIONS.length);

  test('weights sum to 1 for any evidence', () => {
    const evidence = fc.array(fc.double({ min: -2000, max: 2000, noNaN: true }), {
      minLength: HALF_SATURATIONS.length,
      maxLength: HALF_SATURATIONS.length,
    });
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 5 }), (all) => {
        for (const belief of pooledShapes(all.map((logs) => [Float64Array.from(logs)])).flat()) {
          expect(belief.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
          expect(belief.every((share) => share >= 0)).toBe(true);
        }
      }),
    );
  });

  test('a channel without evidence is believed to be like its neighbours', () => {
    const [[alone] = []] = pooledShapes([[none]]);
    const [[among] = []] = pooledShapes([[none], ...repeat(12, () => [sharpAround(1.2)])]);
    expect(Math.abs(meanLog(alone ?? none))).toBeLessThan(0.15);
    expect(meanLog(among ?? none)).toBeGreaterThan(0.7);
  });

  test('a channel with sharp evidence keeps it against its neighbours', () => {
    const [[own] = []] = pooledShapes([[sharpAround(-1)], ...repeat(12, () => [sharpAround(1.2)])]);
    expect(meanLog(own ?? none)).toBeLessThan(-0.8);
  });

  test('does not depend on the order of channels', () => {
    const channels = [[none], [sharpAround(0.3)], [sharpAround(-1)]];
    const reversed = pooledShapes(channels.toReversed()).toReversed();
    for (const [index, [belief = none]] of pooledShapes(channels).entries()) {
      for (const [point, share] of belief.entries()) expect(reversed[index]?.[0]?.[point]).toBeCloseTo(share, 12);
    }
  });
});

describe('thinShapes', () => {
  test('keeps weight and mean of the belief in at most 16 shapes', () => {
    const [[belief = new Float64Array()] = []] = pooledShapes([[new Float64Array(HALF_SATURATIONS.length)]]);
    const shapes = thinShapes([belief]);
    expect(shapes.length).toBeLessThanOrEqual(16);
    expect(shapes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const mean = shapes.reduce((sum, { weight, halfSaturation }) => sum + weight * Math.log(halfSaturation), 0);
    expect(mean).toBeCloseTo(meanLog(belief), 2);
  });

  test('a certain belief is one shape', () => {
    const certain = new Float64Array(FINE_LOGS.length);
    certain[40] = 1;
    expect(thinShapes([certain])).toEqual([{ halfSaturation: Math.exp(FINE_LOGS[40] ?? 0), slope: 1, weight: 1 }]);
  });
});

const evidenceOf = (y: readonly number[]) => ({
  days: unitDays(
    y.map(() => 1),
    y,
  ),
  halfSaturation: 1,
  slope: 1,
  weight: 1,
  priorLevel: (2 * y.reduce((a, b) => a + b, 0)) / y.length,
});

describe('memory', () => {
  const steady = repeat(120, (day) => 100 + (((day * 7919) % 41) - 20));
  const jumping = repeat(120, (day) => [100, 300, 50, 200][Math.floor(day / 30)] ?? 0);

  test('is long where levels are steady and short where they jump', () => {
    expect(chooseMemory([evidenceOf(steady)]).memory).toBe(150);
    expect(chooseMemory([evidenceOf(jumping)]).memory).toBeLessThanOrEqual(9);
  });

  test('inflates where errors are wider than predicted, and never deflates', () => {
    expect(chooseMemory([evidenceOf(steady)]).inflation).toBeGreaterThan(1);
    expect(chooseMemory([evidenceOf(repeat(120, () => 100))]).inflation).toBe(1);
  });

  test('is the longest, uninflated, without evidence', () => {
    expect(chooseMemory([])).toMatchObject({ memory: 150, inflation: 1 });
  });

  test('days without exposure are neither predicted nor learnt from', () => {
    const { days, ...rest } = evidenceOf(steady);
    const hidden = { ...days, exposure: days.exposure.map((share, day) => (day >= 100 ? 0 : share)) };
    for (const { count } of predictions({ days: hidden, ...rest }, 30)) expect(count).toBe(100 - 14);
  });
});

describe('levelNow', () => {
  const shapes = [{ halfSaturation: 1, slope: 1, weight: 1 }];
  const level = (y: readonly number[], memory: number, usualOutcomes = 1) => {
    const [component] = levelNow(
      unitDays(
        y.map(() => 1),
        y,
      ),
      shapes,
      { weight: 1, memory, pull: 1, usualOutcomes },
    );
    return (component?.levelShape ?? 0) / (component?.levelRate ?? 1);
  };

  test('is outcomes over exposure', () => {
    expect(
      level(
        repeat(100, () => 50),
        150,
      ),
    ).toBeCloseTo(100, 0);
  });

  test('follows a rise with a short memory, and hardly with a long one', () => {
    const rise = repeat(100, (day) => (day >= 90 ? 100 : 50));
    expect(level(rise, 5)).toBeGreaterThan(180);
    expect(level(rise, 150)).toBeLessThan(125);
  });

  test('without outcomes is low, not zero, and lower the longer nothing came', () => {
    const long = level(
      repeat(90, () => 0),
      30,
      5,
    );
    const short = level(
      repeat(5, () => 0),
      30,
      5,
    );
    expect(long).toBeGreaterThan(0);
    expect(long).toBeLessThan(short);
    expect(short).toBeLessThan(10);
  });
});
