import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isConcave, marginalAt, returnAt, type Curve } from '../../../functions/core/curve.ts';
import { allocate, type Allocation } from '../../../functions/rebalance/allocate/allocate.ts';
import type { Problem } from '../../../functions/rebalance/allocate/problem.ts';
import { anyCurve, anyProblem, concaveCurve } from './any-problem.ts';
import { bestOfEveryPlan, isWithin } from './every-plan.ts';
import { hillLine, planned, spends } from './lines.ts';

const anyUnit = fc.constantFrom(1, 0.5);

function expectWithinLimits(problem: Problem, answer: Allocation): void {
  const spendOf = new Map(answer.lines.map(({ id, spend }) => [id, spend]));
  const total = answer.lines.reduce((sum, { spend }) => sum + spend, 0);
  expect(Math.abs(total - answer.budget)).toBeLessThan(1e-9 * (1 + total));
  for (const { id, min, max } of problem.lines) expect(isWithin(spendOf.get(id) ?? NaN, min, max)).toBe(true);
  for (const { lines, min, max } of problem.groups ?? []) {
    const sum = lines.reduce((before, id) => before + (spendOf.get(id) ?? NaN), 0);
    expect(isWithin(sum, min, max)).toBe(true);
  }
}

/** The same problem in another unit of money: spend and return both `scale` times as large. */
function scaled(curve: Curve, scale: number): Curve {
  switch (curve.kind) {
    case 'hill':
      return { ...curve, ceiling: curve.ceiling * scale, halfSaturation: curve.halfSaturation * scale };
    case 'power':
      return { ...curve, scale: curve.scale * scale ** (1 - curve.exponent) };
    case 'logarithmic':
      return { ...curve, scale: curve.scale * scale, rate: curve.rate / scale };
    case 'exponential':
    case 'logistic':
      return { ...curve, ceiling: curve.ceiling * scale, rate: curve.rate / scale };
    case 'points':
      return { ...curve, spend: curve.spend.map((x) => x * scale), return: curve.return.map((y) => y * scale) };
    case 'sum':
      return { ...curve, terms: curve.terms.map((term) => scaled(term, scale)) };
  }
}

function scaledLimits<T extends { min?: number | undefined; max?: number | null | undefined }>(
  holder: T,
  scale: number,
): T {
  return { ...holder, min: (holder.min ?? 0) * scale, max: typeof holder.max === 'number' ? holder.max * scale : null };
}

describe('against every plan tried', () => {
  test('no plan in whole units is better, on concave curves and on any', () => {
    for (const curve of [concaveCurve, anyCurve]) {
      fc.assert(
        fc.property(anyProblem(curve), anyUnit, (problem, unit) => {
          const inUnits = { ...problem, unit };
          const best = bestOfEveryPlan(inUnits, problem.budget / unit);
          const answer = allocate(inUnits);
          expect(answer.status).toBe(best === undefined ? 'infeasible' : 'optimal');
          if (answer.status === 'infeasible' || best === undefined) return;
          expectWithinLimits(problem, answer);
          expect(answer.return).toBeGreaterThanOrEqual(best - 1e-9 * (1 + best));
          expect(answer.return).toBeLessThanOrEqual(best + 1e-9 * (1 + best));
          expect(answer.gap).toBeLessThan(1e-9);
          for (const { spend } of answer.lines) expect(Number.isInteger(spend / unit)).toBe(true);
        }),
        { numRuns: 400 },
      );
    }
  });

  test('without units the plan is at least as good, its bound above it and its gap closed', () => {
    for (const curve of [concaveCurve, anyCurve]) {
      fc.assert(
        fc.property(anyProblem(curve), (problem) => {
          const best = bestOfEveryPlan({ ...problem, unit: 0.5 }, problem.budget * 2);
          const answer = allocate(problem);
          expect(answer.status).toBe(best === undefined ? 'infeasible' : 'optimal');
          if (answer.status === 'infeasible' || best === undefined) return;
          expectWithinLimits(problem, answer);
          expect(answer.return).toBeGreaterThanOrEqual(best - 1e-9 * (1 + best));
          expect(answer.bound).toBeGreaterThanOrEqual(answer.return);
          expect(answer.gap).toBeGreaterThanOrEqual(0);
          // Sums of S-shapes have their bends found by sampling, which shows in the gap.
          expect(answer.gap).toBeLessThan(curve === concaveCurve ? 1e-12 : 1e-6);
        }),
        { numRuns: 400 },
      );
    }
  });
});

describe('laws of a concave plan', () => {
  test('the gap is at most 1e-12, whatever the limits and the tree', () => {
    fc.assert(
      fc.property(anyProblem(concaveCurve), (problem) => {
        const answer = allocate(problem);
        if (answer.status === 'optimal') expect(answer.gap).toBeLessThan(1e-12);
      }),
      { numRuns: 1000 },
    );
  });

  test('lines that nothing stops have the multiplier as their marginal return; at min less, at max more', () => {
    const smooth = fc.record({
      ceiling: fc.double({ min: 1, max: 10, noNaN: true }),
      half: fc.double({ min: 1, max: 10, noNaN: true }),
    });
    const box = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(smooth, box), { minLength: 1, maxLength: 9 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (drawn, way) => {
          const lines = drawn.map(([{ ceiling, half }, [min, width]], index) =>
            hillLine(`line ${index}`, ceiling, half, { min, max: min + width }),
          );
          const least = lines.reduce((sum, { min }) => sum + (min ?? 0), 0);
          const most = lines.reduce((sum, { max }) => sum + (max ?? 0), 0);
          const answer = planned(allocate({ budget: least + way * (most - least), lines }));
          const multiplier = answer.multiplier ?? NaN;
          for (const { marginal, binding } of answer.lines) {
            const ratio = (marginal ?? NaN) / multiplier;
            if (binding === null) expect(Math.abs(ratio - 1)).toBeLessThan(1e-9);
            if (binding === 'min') expect(ratio).toBeLessThan(1 + 1e-9);
            if (binding === 'max') expect(ratio).toBeGreaterThan(1 - 1e-9);
          }
        },
      ),
    );
  });

  test('a larger budget never lowers the return, nor raises the multiplier', () => {
    fc.assert(
      fc.property(anyProblem(concaveCurve), fc.integer({ min: 1, max: 5 }), (problem, more) => {
        const small = allocate(problem);
        const large = allocate({ ...problem, budget: problem.budget + more });
        if (small.status === 'infeasible' || large.status === 'infeasible') return;
        expect(large.return).toBeGreaterThanOrEqual(small.return * (1 - 1e-12));
        expect(large.multiplier ?? Infinity).toBeLessThanOrEqual((small.multiplier ?? Infinity) * (1 + 1e-6) + 1e-12);
      }),
    );
  });
});

describe('what must not matter', () => {
  test('the order of lines and groups does not change a digit of the plan', () => {
    for (const curve of [concaveCurve, anyCurve]) {
      fc.assert(
        fc.property(anyProblem(curve), fc.constantFrom(undefined, 0.5), fc.nat(23), (problem, unit, turn) => {
          const turned = <T>(list: readonly T[]): T[] =>
            [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)].toReversed();
          const other = { ...problem, lines: turned(problem.lines), groups: turned(problem.groups ?? []) };
          const answer = allocate({ ...problem, unit });
          const otherAnswer = allocate({ ...other, unit });
          expect(otherAnswer.status).toBe(answer.status);
          if (answer.status === 'infeasible' || otherAnswer.status === 'infeasible') return;
          expect(new Map(otherAnswer.lines.map((line) => [line.id, line]))).toEqual(
            new Map(answer.lines.map((line) => [line.id, line])),
          );
          expect({ ...otherAnswer, lines: [] }).toEqual({ ...answer, lines: [] });
        }),
        { numRuns: 200 },
      );
    }
  });

  test('the unit of money, from 1e-6 to 1e9, does not change the plan', () => {
    fc.assert(
      fc.property(anyProblem(concaveCurve), fc.constantFrom(1e-6, 1e-3, 1e3, 1e6, 1e9), (problem, scale) => {
        const answer = allocate(problem);
        const other = allocate({
          budget: problem.budget * scale,
          lines: problem.lines.map((line) => ({ ...scaledLimits(line, scale), curve: scaled(line.curve, scale) })),
          groups: (problem.groups ?? []).map((group) => scaledLimits(group, scale)),
        });
        expect(other.status).toBe(answer.status);
        if (answer.status === 'infeasible' || other.status === 'infeasible') return;
        expect(Math.abs(other.return / scale - answer.return)).toBeLessThan(1e-9 * (1 + answer.return));
        const flat = problem.lines.some(({ curve }) => !isStrictlyConcave(curve));
        if (flat) return;
        other.lines.forEach(({ spend }, index) => {
          expect(Math.abs(spend / scale - (answer.lines[index]?.spend ?? NaN))).toBeLessThan(
            1e-9 * (1 + problem.budget),
          );
        });
      }),
    );
  });

  test('nor does it where lines differ in size by 1e12 and a return is asked for', () => {
    const size = fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 10 ** exponent);
    const wild: fc.Arbitrary<Curve> = fc.oneof(
      fc.record({
        kind: fc.constant('hill'),
        ceiling: size,
        halfSaturation: size,
        slope: fc.constantFrom(0.6, 1, 2.2),
      }),
      fc.record({ kind: fc.constant('logarithmic'), scale: size, rate: size }),
      fc.record({ kind: fc.constant('exponential'), ceiling: size, rate: size }),
    );
    const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const scales = fc.constantFrom(1e-6, 1e6, 1e9);
    fc.assert(
      fc.property(
        fc.array(wild, { minLength: 1, maxLength: 6 }),
        size,
        share,
        scales,
        (curves, budget, part, scale) => {
          const lines = curves.map((curve, index) => ({ id: `line ${index}`, curve }));
          const targetReturn = part * planned(allocate({ budget, lines })).return;
          const answer = planned(allocate({ budget, lines, objective: { targetReturn } }));
          const other = planned(
            allocate({
              budget: budget * scale,
              lines: lines.map(({ id, curve }) => ({ id, curve: scaled(curve, scale) })),
              objective: { targetReturn: targetReturn * scale },
            }),
          );
          expect(Math.max(answer.gap, other.gap)).toBeLessThan(1e-9);
          expect(answer.return / targetReturn).toBeGreaterThan(1 - 1e-12);
          expect(answer.return / targetReturn).toBeLessThan(1 + 1e-8);
          expect(other.budget / scale / answer.budget).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('lines that are alike get alike', () => {
    fc.assert(
      fc.property(
        concaveCurve,
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 60 }),
        (curve, count, budget) => {
          const lines = Array.from({ length: count }, (_, index) => ({ id: `line ${index}`, curve }));
          const each = spends(allocate({ budget, lines }));
          for (const spend of each) expect(Math.abs(spend - budget / count)).toBeLessThan(1e-6 * budget);
          const whole = spends(allocate({ budget, unit: 1, lines }));
          expect(whole).toEqual(whole.toSorted((left, right) => right - left));
          expect(Math.max(...whole) - Math.min(...whole)).toBeLessThanOrEqual(isStrictlyConcave(curve) ? 1 : budget);
        },
      ),
    );
  });

  test('inputs come back untouched', () => {
    const lines = Object.freeze([Object.freeze(hillLine('b', 10, 5)), Object.freeze(hillLine('a', 20, 10))]);
    const groups = Object.freeze([Object.freeze({ id: 'both', lines: Object.freeze(['a', 'b']), max: 20 })]);
    const problem = Object.freeze({ budget: 15, unit: 0.01, lines, groups });
    expect(planned(allocate(problem)).lines.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

function isStrictlyConcave(curve: Curve): boolean {
  if (curve.kind === 'sum') return curve.terms.some(isStrictlyConcave);
  if (curve.kind === 'points' || (curve.kind === 'power' && curve.exponent > 0.95)) return false;
  return isConcave(curve) && returnAt(curve, 1) > 0.01 && marginalAt(curve, 12) > 1e-3;
}
