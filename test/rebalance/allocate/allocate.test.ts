import { describe, expect, test } from 'vitest';
import { allocate } from '../../../functions/rebalance/allocate/allocate.ts';
import type { ProblemLine } from '../../../functions/rebalance/allocate/problem.ts';
import { bestOfEveryPlan } from './every-plan.ts';
import { hillLine, planned, refused, spends, threeHillLines } from './lines.ts';

describe('infeasible problems are values that name what clashes, and by how much', () => {
  const limited = (min: number, max: number): ProblemLine[] => threeHillLines({ min, max });

  test('minimums above the budget', () => {
    expect(refused(allocate({ budget: 20, lines: limited(10, 1000) }))).toEqual({
      status: 'infeasible',
      message: 'the minimums of a, b and c sum to 30, the budget is 20: 10 too much',
      shortBy: 10,
      names: ['a', 'b', 'c'],
    });
    expect(spends(allocate({ budget: 30, lines: limited(10, 1000) }))).toEqual([10, 10, 10]);
  });

  test('maximums below a budget that is to be spent in full', () => {
    expect(refused(allocate({ budget: 100, lines: limited(0, 30) })).message).toBe(
      'the maximums of a, b and c sum to 90, the budget is 100: 10 too little',
    );
    expect(spends(allocate({ budget: 90, lines: limited(0, 30) }))).toEqual([30, 30, 30]);
  });

  test('minimums above the cap of a group', () => {
    const groups = [{ id: 'pair', lines: ['a', 'b'], max: 15.5 }];
    expect(refused(allocate({ budget: 100, lines: limited(10, 1000), groups }))).toMatchObject({
      message: "the minimums of a and b sum to 20, group pair's maximum is 15.5: 4.5 too much",
      names: ['pair', 'a', 'b'],
    });
  });

  test('maximums below the floor of a group, groups within groups by their own limits', () => {
    const groups = [
      { id: 'inner', lines: ['a'], max: 5 },
      { id: 'outer', lines: ['a', 'b'], min: 40 },
    ];
    expect(refused(allocate({ budget: 100, lines: limited(0, 30), groups })).message).toBe(
      "the maximums of b and group inner sum to 35, group outer's minimum is 40: 5 too little",
    );
  });

  test('the floors of groups above the budget', () => {
    const groups = [{ id: 'pair', lines: ['a', 'b'], min: 50 }];
    expect(refused(allocate({ budget: 55, lines: limited(10, 1000), groups })).message).toBe(
      'the minimums of c and group pair sum to 60, the budget is 55: 5 too much',
    );
  });

  test('of many names the first are shown', () => {
    const lines = Array.from({ length: 9 }, (_, index) => hillLine(`line ${index}`, 1, 1, { min: 1 }));
    expect(refused(allocate({ budget: 1, lines })).message).toBe(
      'the minimums of line 0, line 1, line 2, line 3, line 4 and 4 more sum to 9, the budget is 1: 8 too much',
    );
  });

  test('limits between which there is no whole unit', () => {
    const lines = [hillLine('a', 1, 1, { min: 0.004, max: 0.006 }), hillLine('b', 1, 1)];
    expect(refused(allocate({ budget: 1, unit: 0.01, lines })).message).toContain(
      'no whole number of units of 0.01 lies between',
    );
    expect(allocate({ budget: 1, lines }).status).toBe('optimal');
  });

  test('decimals that miss by binary rounding alone do not clash', () => {
    const lines = [hillLine('a', 1, 1, { min: 0.1 }), hillLine('b', 1, 1, { min: 0.2 })];
    expect(allocate({ budget: 0.3, lines }).status).toBe('optimal');
    expect(spends(allocate({ budget: 0.3, unit: 0.1, lines }))).toEqual([0.1, 0.2]);
  });
});

describe('whole units', () => {
  test('sum exactly, printed without a trace of binary', () => {
    const answer = planned(allocate({ budget: 299.99, unit: 0.01, lines: threeHillLines() }));
    expect(spends(answer)).toEqual([95.53, 140.78, 63.68]);
    expect(answer.gap).toBe(0);
    expect(answer.budget).toBe(299.99);
  });

  test('limits and the budget are rounded inwards', () => {
    const lines = [hillLine('a', 100, 1, { max: 10.57 }), hillLine('b', 1, 1, { min: 1.21 })];
    const answer = planned(allocate({ budget: 12.04, unit: 0.5, lines }));
    expect(spends(answer)).toEqual([10.5, 1.5]);
    expect(answer.budget).toBe(12);
  });

  test('units of equal gain go round in the order of ids', () => {
    const lines = ['c', 'a', 'b'].map((id) => hillLine(id, 0, 1));
    expect(spends(allocate({ budget: 0.11, unit: 0.01, lines }))).toEqual([0.03, 0.04, 0.04]);
  });

  test('minor units in micros: 10,000 lines of posterior mixtures sum to the micro', () => {
    const lines = Array.from({ length: 10_000 }, (_, index): ProblemLine => {
      const reference = 1e6 * (1 + ((index * 7919) % 1000));
      return {
        id: `line ${String(index).padStart(5, '0')}`,
        min: 0.8 * reference,
        max: 1.2 * reference,
        curve: {
          kind: 'sum',
          terms: Array.from({ length: 16 }, (_term, k) => ({
            kind: 'hill',
            ceiling: reference * (0.1 + ((index * 31 + k * 17) % 100) / 100),
            halfSaturation: reference * 0.08 * 1.4 ** k,
            slope: 1,
          })),
        },
      };
    });
    const budget = 5_005_000_010_000;
    const answer = planned(allocate({ budget, unit: 10_000, lines }));
    expect(answer.lines.reduce((sum, { spend }) => sum + BigInt(spend), 0n)).toBe(BigInt(budget));
    expect(answer.lines.every(({ spend }) => spend % 10_000 === 0)).toBe(true);
    expect(answer.gap).toBeLessThan(1e-12);
  });
});

describe('groups', () => {
  const groups = [
    { id: 'pair', lines: ['a', 'b'], max: 100 },
    { id: 'one', lines: ['a'], min: 60 },
  ];

  test('a line in a group at its limit names it, with the price inside', () => {
    const answer = planned(allocate({ budget: 300, lines: threeHillLines(), groups: groups.slice(0, 1) }));
    expect(answer.lines.map(({ binding }) => binding)).toEqual(['group:pair', 'group:pair', null]);
    const [a, b, c] = answer.lines;
    expect(a?.marginal).toBeCloseTo(b?.marginal ?? NaN, 9);
    expect(a?.marginal).toBeGreaterThan(c?.marginal ?? NaN);
    expect(answer.multiplier).toBeCloseTo(c?.marginal ?? NaN, 9);
  });

  test('a group within a group names the inner one', () => {
    const answer = planned(allocate({ budget: 300, lines: threeHillLines(), groups }));
    expect(spends(answer).map((spend) => Math.round(spend * 1e9) / 1e9)).toEqual([60, 40, 200]);
    expect(answer.lines.map(({ binding }) => binding)).toEqual(['group:one', 'group:pair', null]);
  });
});

describe('edges', () => {
  test('a budget of 0', () => {
    const answer = planned(allocate({ budget: 0, lines: threeHillLines() }));
    expect(answer).toMatchObject({ budget: 0, return: 0, bound: 0, gap: 0, multiplier: 5 });
    expect(answer.lines.map(({ spend, binding }) => [spend, binding])).toEqual([
      [0, 'min'],
      [0, 'min'],
      [0, 'min'],
    ]);
  });

  test('an infinite marginal return is null', () => {
    const lines: ProblemLine[] = [{ id: 'a', curve: { kind: 'power', scale: 1, exponent: 0.5 } }];
    expect(planned(allocate({ budget: 0, lines }))).toMatchObject({ multiplier: null, lines: [{ marginal: null }] });
  });

  test('a single line takes it all', () => {
    expect(spends(allocate({ budget: 7, lines: [hillLine('a', 1, 1)] }))).toEqual([7]);
  });

  test('lines that return nothing share what nobody else can use', () => {
    expect(spends(allocate({ budget: 30, lines: ['a', 'b', 'c'].map((id) => hillLine(id, 0, 1)) }))).toEqual([
      10, 10, 10,
    ]);
  });

  test('limits of zero width hold', () => {
    const lines = [hillLine('a', 600, 120, { min: 50, max: 50 }), hillLine('b', 900, 200)];
    expect(spends(allocate({ budget: 80, lines }))).toEqual([50, 30]);
    expect(planned(allocate({ budget: 80, lines })).lines[0]?.binding).toBe('min');
    expect(planned(allocate({ budget: 500, lines })).lines[0]?.binding).toBe('max');
  });

  test('curves that all but differ in size by 1e24 still have one price', () => {
    const lines = [hillLine('a', 1e12, 1e-6), hillLine('b', 1e-12, 1e6), hillLine('c', 1, 1)];
    const answer = planned(allocate({ budget: 100, lines }));
    expect(spends(answer).reduce((sum, spend) => sum + spend, 0)).toBeCloseTo(100, 9);
    expect(answer.gap).toBeLessThan(1e-12);
  });

  test('a straight line takes what the bent ones do not earn', () => {
    const lines: ProblemLine[] = [
      { id: 'straight', curve: { kind: 'power', scale: 1.5, exponent: 1 } },
      { id: 'bent', curve: { kind: 'hill', ceiling: 600, halfSaturation: 120, slope: 1 } },
    ];
    const answer = planned(allocate({ budget: 300, lines }));
    const bent = Math.sqrt((600 * 120) / 1.5) - 120;
    expect(spends(answer)[1]).toBeCloseTo(bent, 9);
    expect(answer.multiplier).toBeCloseTo(1.5, 12);
    expect(answer.gap).toBeLessThan(1e-14);
  });
});

describe('S-shapes', () => {
  test('64 alike are solved to a proven gap, though they permute in 10^18 ways', () => {
    const lines = Array.from({ length: 64 }, (_, index) => hillLine(`line ${index}`, 100, 20, {}, 3));
    for (const budget of [300, 555]) expect(planned(allocate({ budget, lines })).gap).toBeLessThan(1e-9);
  });

  const randomShapes = (count: number, rounded = (max: number) => max): ProblemLine[] => {
    let state = count;
    const next = (): number => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return state / 2 ** 32;
    };
    return Array.from({ length: count }, (_, index) => {
      const [ceiling, half, max] = [10 + 1000 * next(), 5 + 200 * next(), rounded(50 + 500 * next())];
      return hillLine(`line ${index}`, ceiling, half, { max }, 1 + 2 * next());
    });
  };

  test.each([5, 40, 64, 400])('%d of random shapes in coarse units are solved exactly', (count) => {
    const answer = planned(allocate({ budget: 40 * count, unit: 10, lines: randomShapes(count) }));
    expect(answer.gap).toBe(0);
    for (const { spend } of answer.lines) expect(Number.isInteger(spend / 10)).toBe(true);
  });

  test('what is left out as surely worse holds no better plan: groups and coarse units, against every plan', () => {
    const lines = randomShapes(4, (max) => 100 * Math.ceil(max / 200));
    const groups = [{ id: 'two', lines: ['line 0', 'line 1'], min: 100, max: 300 }];
    for (const budget of [200, 400, 600]) {
      const problem = { budget, unit: 20, lines, groups };
      expect(planned(allocate(problem)).return).toBeCloseTo(bestOfEveryPlan(problem, budget / 20) ?? NaN, 9);
    }
  });

  test.each([5, 40, 64, 400])('%d of random shapes are solved to a proven gap', (count) => {
    const lines = randomShapes(count);
    expect(planned(allocate({ budget: 40 * count, lines })).gap).toBeLessThan(1e-9);
    expect(planned(allocate({ budget: 40 * count, unit: 0.01, lines })).gap).toBeLessThan(1e-8);
  });
});
