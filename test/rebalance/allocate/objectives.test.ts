import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../../functions/core/errors.ts';
import { allocate } from '../../../functions/rebalance/allocate/allocate.ts';
import type { Objective, Problem } from '../../../functions/rebalance/allocate/problem.ts';
import { anyCurve, anyProblem, concaveCurve } from './any-problem.ts';
import { bestOfEveryPlan } from './every-plan.ts';
import { hillLine, planned, refused, spends, threeHillLines } from './lines.ts';

const three = threeHillLines({ min: 10, max: 1000 });

function at(objective: Objective, more: Partial<Problem> = {}) {
  return allocate({ objective, lines: three, ...more });
}

describe('target ROAS: the largest spend with return / spend at least the target', () => {
  test('one line, in closed form: 600/(x+120) = 2 at 180', () => {
    const answer = planned(allocate({ objective: { targetRoas: 2 }, lines: [hillLine('a', 600, 120)] }));
    expect(answer.budget).toBeCloseTo(180, 9);
    expect(answer.return / answer.budget).toBeGreaterThanOrEqual(2);
  });

  test('a ceiling below it is spent in full, one above it changes nothing', () => {
    expect(planned(at({ targetRoas: 2 }, { budget: 300 })).budget).toBe(300);
    const free = planned(at({ targetRoas: 2 }));
    expect(planned(at({ targetRoas: 2 }, { budget: 600 })).budget).toBeCloseTo(free.budget, 9);
  });

  test('whole units stay at or above the target', () => {
    const answer = planned(at({ targetRoas: 2 }, { unit: 0.01 }));
    expect(answer.budget).toBe(550.47);
    expect(answer.return).toBeGreaterThanOrEqual(2 * answer.budget);
    expect(Math.round(spends(answer).reduce((sum, spend) => sum + spend * 100, 0))).toBe(55047);
  });

  test('minimums that return too little are refused, by how much', () => {
    const lines = threeHillLines({ min: 1000 });
    expect(refused(allocate({ objective: { targetRoas: 2 }, lines }))).toMatchObject({
      message:
        'no spend within the limits meets targetRoas 2: at best, a spend of 3000 returns 1656.08465608, 6000 is needed: 4343.91534392 too little',
      names: ['targetRoas 2'],
    });
  });

  test('nothing worth its money is not spent on', () => {
    const answer = planned(allocate({ objective: { targetRoas: 6 }, lines: threeHillLines() }));
    expect(spends(answer)).toEqual([0, 0, 0]);
    expect(answer.budget).toBe(0);
  });

  test('a line that never saturates has no largest spend, unless something limits it', () => {
    const lines = [{ id: 'a', curve: { kind: 'power', scale: 3, exponent: 1 } as const }];
    expect(() => allocate({ objective: { targetRoas: 2 }, lines })).toThrow(MarginalError);
    expect(() => allocate({ objective: { targetRoas: 2 }, lines })).toThrow(/every spend meets it/);
    expect(planned(allocate({ objective: { targetRoas: 2 }, budget: 7, lines })).budget).toBe(7);
    expect(
      planned(allocate({ objective: { targetRoas: 2 }, lines: lines.map((line) => ({ ...line, max: 5 })) })).budget,
    ).toBe(5);
  });
});

describe('target CPA: the largest spend with spend / return at most the target', () => {
  test('is target ROAS, inverted', () => {
    const answer = planned(at({ targetCpa: 0.5 }));
    expect(answer.budget).toBeCloseTo(550.4784, 4);
    expect(answer.budget / answer.return).toBeLessThanOrEqual(0.5);
  });

  test('out of reach is refused', () => {
    expect(refused(at({ targetCpa: 0.1 })).names).toEqual(['targetCpa 0.1']);
  });
});

describe('target marginal ROAS: every line above its min returns at least so much on the last unit', () => {
  test('in closed form: √(600·120/1) − 120 and so on', () => {
    const answer = planned(at({ targetMarginalRoas: 1 }));
    const closed = [600 * 120, 900 * 200, 400 * 80].map(
      (product, index) => Math.sqrt(product) - ([120, 200, 80][index] ?? 0),
    );
    spends(answer).forEach((spend, index) => {
      expect(spend).toBeCloseTo(closed[index] ?? NaN, 9);
    });
    expect(answer.multiplier).toBeCloseTo(1, 9);
  });

  test('a line that does not reach it stays at its min', () => {
    const answer = planned(at({ targetMarginalRoas: 4.3 }));
    expect(answer.lines.map(({ spend, binding }) => [spend, binding])).toEqual([
      [10, 'min'],
      [10, 'min'],
      [10, 'min'],
    ]);
  });

  test('whole units round down: the last one still returns enough', () => {
    const answer = planned(at({ targetMarginalRoas: 1 }, { unit: 1 }));
    expect(spends(answer)).toEqual([148, 224, 98]);
    for (const { marginal } of answer.lines) expect(marginal).toBeGreaterThanOrEqual(1);
  });

  test('a ceiling and the cap of a group stand above it', () => {
    const groups = [{ id: 'pair', lines: ['a', 'b'], max: 200 }];
    const capped = planned(at({ targetMarginalRoas: 1 }, { groups }));
    expect(capped.budget).toBeCloseTo(200 + Math.sqrt(400 * 80) - 80, 9);
    expect(capped.lines.map(({ binding }) => binding)).toEqual(['group:pair', 'group:pair', null]);
    expect(planned(at({ targetMarginalRoas: 1 }, { budget: 100 })).budget).toBe(100);
  });

  test('the floor of a group that it would break is refused, by how much', () => {
    const groups = [{ id: 'pair', lines: ['a', 'b'], min: 400 }];
    const { message, shortBy } = refused(at({ targetMarginalRoas: 1 }, { groups }));
    expect(message).toMatch(
      /^where lines stop at targetMarginalRoas 1, the maximums of a and b sum to 372\.59\d*, group pair's minimum is 400: 27\.4/,
    );
    expect(shortBy).toBeCloseTo(400 - Math.sqrt(72000) + 120 - Math.sqrt(180000) + 200, 6);
  });
});

describe('target return: the least spend that returns at least so much', () => {
  test('reaches it and no more', () => {
    const answer = planned(at({ targetReturn: 1000 }));
    expect(answer.return).toBeGreaterThanOrEqual(1000);
    expect(answer.return).toBeCloseTo(1000, 9);
    expect(answer.budget).toBeCloseTo(443.859244, 5);
  });

  test('whole units round up', () => {
    const answer = planned(at({ targetReturn: 1000 }, { unit: 0.01 }));
    expect(answer.budget).toBe(443.86);
    expect(answer.return).toBeGreaterThanOrEqual(1000);
  });

  test('minimums that return more already are all that is spent', () => {
    expect(spends(at({ targetReturn: 1 }))).toEqual([10, 10, 10]);
  });

  test('more than there is, or than the ceiling can return, is refused, by how much', () => {
    expect(refused(at({ targetReturn: 5000 })).message).toMatch(
      /^the most that can be returned is 1656\.08465608, targetReturn is 5000: 3343\.91534392 too little$/,
    );
    expect(refused(at({ targetReturn: 1000 }, { budget: 300 })).names).toEqual(['targetReturn']);
    expect(refused(allocate({ objective: { targetReturn: 1901 }, lines: threeHillLines() })).status).toBe('infeasible');
  });
});

test('against every plan: the budgets that targets choose in whole units', () => {
  for (const curve of [concaveCurve, anyCurve]) {
    fc.assert(
      fc.property(
        anyProblem(curve),
        fc.constantFrom(0.1, 0.3, 1, 2),
        fc.integer({ min: 1, max: 9 }),
        (drawn, ratio, wanted) => {
          const problem = { ...drawn, unit: 1 };
          const best = Array.from({ length: problem.budget + 1 }, (_, budget) => bestOfEveryPlan(problem, budget));
          const meets = (value: number | undefined, budget: number, slack: number): boolean =>
            value !== undefined && value >= ratio * budget - slack;
          const largest = (slack: number): number => best.findLastIndex((value, budget) => meets(value, budget, slack));
          const roas = allocate({ ...problem, objective: { targetRoas: ratio } });
          // A plan on the very edge of the target may fall either way.
          if (roas.status === 'optimal') expect([largest(1e-9), largest(-1e-9)]).toContain(roas.budget);
          else expect(largest(-1e-9)).toBe(-1);
          const enough = best.findIndex((value) => value !== undefined && value >= wanted);
          const least = allocate({ ...problem, objective: { targetReturn: wanted } });
          if (least.status === 'optimal') expect(least.budget).toBe(enough);
          else expect(enough).toBe(-1);
        },
      ),
      { numRuns: 200 },
    );
  }
});
