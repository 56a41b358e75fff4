import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { returnAt, type Curve } from '../../../functions/core/curve.ts';
import { allocate } from '../../../functions/rebalance/allocate/allocate.ts';
import type { ProblemLine } from '../../../functions/rebalance/allocate/problem.ts';
import { hillLine, planned, refused, spends, threeHillLines } from './lines.ts';

/**
 * The channel of PyMC-Marketing's test: over 30 periods of constant spend from zero, and 4 without, the mean over four
 * posterior draws of β·(1−e^(−λz))/(1+e^(−λz)), z the geometric adstock (4 lags, weights normalised) of the spend. Each
 * period sees a fixed share of the spend, so the whole is a sum of logistic curves.
 */
function adstockedLogistic(beta: number, alpha: number, lambdas: readonly number[]): Curve {
  const raw = [1, alpha, alpha ** 2, alpha ** 3];
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const [first = 0, second = 0, third = 0, fourth = 0] = raw.map((weight) => weight / total);
  const shares: [share: number, periods: number][] = [
    [first, 1],
    [first + second, 1],
    [first + second + third, 1],
    [1, 27],
    [second + third + fourth, 1],
    [third + fourth, 1],
    [fourth, 1],
  ];
  const terms = lambdas.flatMap((lambda) =>
    shares.map(([share, periods]): Curve => {
      return { kind: 'logistic', ceiling: (beta * periods) / lambdas.length, rate: lambda * share };
    }),
  );
  return { kind: 'sum', terms };
}

function pymcLines(max: number | null): ProblemLine[] {
  return [
    { id: 'channel_1', max, curve: adstockedLogistic(0.5, 0.5, [0.1, 0.3, 0.5, 0.7]) },
    { id: 'channel_2', max, curve: adstockedLogistic(1, 0.7, [0.2, 0.4, 0.6, 0.8]) },
  ];
}

function expectSpends(actual: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(wanted.length);
  wanted.forEach((spend, index) => {
    expect(Math.abs((actual[index] ?? NaN) - spend)).toBeLessThan(tolerance);
  });
}

describe('PyMC-Marketing, tests/mmm/test_budget_optimizer.py, test_allocate_budget', () => {
  test('a budget of 100 within [0, 100]', () => {
    const answer = planned(allocate({ budget: 100, lines: pymcLines(100) }));
    expectSpends(spends(answer), [54.783321, 45.216679], 1e-3);
    // The peer's own answer, which its solver left a little off the optimum of a flat surface.
    expectSpends(spends(answer), [54.78357587906867, 45.21642412093133], 1e-3);
    expect(answer.return).toBeCloseTo(48.9316644, 7);
    expect(Math.abs(answer.return / 48.8 - 1)).toBeLessThan(0.01);
    expect(answer.gap).toBeLessThan(1e-12);
  });

  test('the same within [0, 50]: both at their maximum', () => {
    const answer = planned(allocate({ budget: 100, lines: pymcLines(50) }));
    expect(spends(answer)).toEqual([50, 50]);
    expect(answer.return).toBeCloseTo(48.919578, 6);
    expect(answer.lines.map(({ binding }) => binding)).toEqual(['max', 'max']);
  });

  test('a budget of 10', () => {
    const answer = planned(allocate({ budget: 10, lines: pymcLines(null) }));
    expectSpends(spends(answer), [3.766895, 6.233105], 1e-6);
    expect(answer.return).toBeCloseTo(34.653626, 6);
  });

  test('a budget of 1 goes to one channel whole', () => {
    const answer = planned(allocate({ budget: 1, lines: pymcLines(null) }));
    expect(spends(answer)).toEqual([0, 1]);
    expect(answer.return).toBeCloseTo(7.275774, 6);
    expect(answer.lines.map(({ binding }) => binding)).toEqual(['min', null]);
  });

  test('at least 60 on a channel that may have at most 50 is refused', () => {
    const lines = pymcLines(50);
    const group = { id: 'at least 60', lines: ['channel_1'], min: 60 };
    const { message } = refused(allocate({ budget: 100, lines, groups: [group] }));
    expect(message).toBe("the maximum of channel_1 is 50, group at least 60's minimum is 60: 10 too little");
  });

  test.each([
    [5, 0.676156],
    [10, 1.414019],
  ])('the least spend that returns %d', (wanted, spend) => {
    const answer = planned(allocate({ objective: { targetReturn: wanted }, lines: pymcLines(null) }));
    expect(answer.budget).toBeCloseTo(spend, 6);
    expectSpends(spends(answer), [0, spend], 1e-6);
    expect(answer.return).toBeGreaterThanOrEqual(wanted);
    expect(answer.return).toBeCloseTo(wanted, 9);
  });
});

describe('PyMC-Marketing, Michaelis-Menten saturation, optimum by the first-order conditions', () => {
  const two = [hillLine('first', 10, 5), hillLine('second', 20, 10)];

  test.each([
    [15, [5, 10], 15, 0.5],
    [30, [10, 20], 20, 2 / 9],
    [100, [100 / 3, 200 / 3], 26.086957, 50 / (100 / 3 + 5) ** 2],
  ])('two channels, a budget of %d', (budget, wanted, returned, multiplier) => {
    const answer = planned(allocate({ budget, lines: two }));
    expectSpends(spends(answer), wanted, 1e-9);
    expect(answer.return).toBeCloseTo(returned, 6);
    expect(answer.multiplier).toBeCloseTo(multiplier, 6);
  });

  test.each([
    [150, [49.345116, 67.758139, 32.896744], 519.13942],
    [300, [95.530148, 140.783086, 63.686765], 815.038115],
  ])('three channels, a budget of %d', (budget, wanted, returned) => {
    const answer = planned(allocate({ budget, lines: threeHillLines() }));
    expectSpends(spends(answer), wanted, 1e-6);
    expect(answer.return).toBeCloseTo(returned, 6);
    expect(answer.bound).toBeCloseTo(returned, 6);
    expect(answer.gap).toBeLessThan(1e-14);
  });

  test('three channels, a budget of 300: the multiplier', () => {
    expect(planned(allocate({ budget: 300, lines: threeHillLines() })).multiplier).toBeCloseTo(1.549946, 6);
  });

  test('three channels within [10, 1000], a target ROAS of 2', () => {
    const lines = threeHillLines({ min: 10, max: 1000 });
    const answer = planned(allocate({ objective: { targetRoas: 2 }, lines }));
    expect(answer.budget).toBeCloseTo(550.4784, 4);
    expect(answer.return / answer.budget).toBeGreaterThanOrEqual(2);
  });
});

describe('Google Meridian, demo/Meridian_Getting_Started.ipynb, cell 60', () => {
  const schema = v.object({
    channels: v.array(
      v.object({
        id: v.string(),
        min: v.number(),
        max: v.number(),
        spend: v.array(v.number()),
        return: v.array(v.number()),
      }),
    ),
  });
  const file = new URL('fixtures/meridian-demo-curves.json', import.meta.url);
  const { channels } = v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));
  const lines = channels.map(({ id, min, max, spend, return: returned }): ProblemLine => {
    return { id, min, max, curve: { kind: 'points', spend, return: returned } };
  });

  test('219.5 million within 0.7 to 1.3 of history, in steps of 0.1 million', () => {
    const answer = planned(allocate({ budget: 219.5, unit: 0.1, lines }));
    expect(spends(answer)).toEqual([52.6, 27.7, 15.7, 61.5, 62]);
    expect(answer.return).toBeCloseTo(265.2022, 3);
    expect(answer.gap).toBeLessThan(1e-12);
  });

  test('history returned 258,493,010 on the same curves', () => {
    const history = [40.5, 31.3, 12.1, 87.9, 47.7];
    const total = lines.reduce((sum, { curve }, index) => sum + returnAt(curve, history[index] ?? 0), 0);
    expect(Math.abs(total * 1e6 - 258_493_010)).toBeLessThan(1000);
  });
});

test('Meridian, adstock_hill_test.py: Hill with half-saturation and slope 1 is x/(1+x)', () => {
  const hill: Curve = { kind: 'hill', ceiling: 1, halfSaturation: 1, slope: 1 };
  for (const x of [0.12, 0.55, 0.89, 0.34, 0.71, 0.23]) expect(returnAt(hill, x)).toBeCloseTo(x / (1 + x), 15);
});

test('Robyn: of three identical S-curves two get everything, where a local search splits it equally', () => {
  const lines = ['a', 'b', 'c'].map((id) => hillLine(id, 10, 10, {}, 3));
  const answer = planned(allocate({ budget: 30, lines }));
  expectSpends(spends(answer), [15, 15, 0], 1e-12);
  expect(answer.return).toBeGreaterThan(3 * 5);
  expect(answer.gap).toBeLessThan(1e-9);
});

test.each([1, 100, 1e4, 1e6, 1e-6])(
  'SLSQP as PyMC-Marketing calls it stops at the equal split from a scale of 1e4 on; here the scale %d changes nothing',
  (scale) => {
    const lines = [hillLine('a', 0.6, 120 * scale), hillLine('b', 0.9, 200 * scale), hillLine('c', 0.4, 80 * scale)];
    const answer = planned(allocate({ budget: 300 * scale, lines }));
    expect(answer.return).toBeCloseTo(0.815038115, 9);
    expectSpends(
      spends(answer).map((spend) => spend / scale),
      [95.530148, 140.783086, 63.686765],
      1e-6,
    );
  },
);
