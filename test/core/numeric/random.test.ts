import { mean, variance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { gammaSample } from '../../../functions/core/numeric/gamma-sample.ts';
import { normalSample } from '../../../functions/core/numeric/normal-sample.ts';
import { randomFrom, type Random } from '../../../functions/core/numeric/random.ts';

const DRAWS = 40_000;

function draws(seed: string, sample: (random: Random) => number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: DRAWS }, () => sample(random));
}

describe('randomFrom', () => {
  test('equal seeds give equal sequences, others do not', () => {
    expect(draws('a', (random) => random()).slice(0, 20)).toEqual(draws('a', (random) => random()).slice(0, 20));
    expect(randomFrom('a')()).not.toBe(randomFrom('b')());
  });

  test('is uniform on [0, 1)', () => {
    const uniform = draws('uniform', (random) => random());
    const counts = Array.from({ length: 10 }, (_, tenth) => uniform.filter((x) => Math.floor(10 * x) === tenth).length);
    const chiSquare = counts.reduce((sum, count) => sum + (count - DRAWS / 10) ** 2 / (DRAWS / 10), 0);
    expect(chiSquare).toBeLessThan(27.88); // 99.9 % point of χ² with 9 degrees
    expect(Math.min(...uniform.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 10_000))).toBeLessThan(1);
  });
});

test('normalSample has mean 0, variance 1 and 5 % beyond 1.96', () => {
  const normal = draws('normal', normalSample);
  expect(mean(normal)).toBeCloseTo(0, 1);
  expect(variance(normal)).toBeCloseTo(1, 1);
  expect(normal.filter((x) => Math.abs(x) > 1.96).length / DRAWS).toBeCloseTo(0.05, 2);
});

describe('gammaSample', () => {
  test.each([0.2, 1, 3.7, 250])('of shape %f has mean and variance equal to it', (shape) => {
    const gamma = draws(`gamma ${shape}`, (random) => gammaSample(shape, random));
    const standardError = Math.sqrt(shape / DRAWS);
    expect(Math.abs(mean(gamma) - shape)).toBeLessThan(4 * standardError);
    // Var of the sample variance of a gamma: (2 + 6/shape) shape² / n.
    expect(Math.abs(variance(gamma) - shape)).toBeLessThan(4 * shape * Math.sqrt((2 + 6 / shape) / DRAWS));
    expect(gamma.every((x) => x >= 0)).toBe(true);
  });
});
