import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COMPLETE_AFTER_DAYS,
  completenessAt,
  completenessCurves,
  defaultCompleteness,
  type Restatements,
} from '../../functions/score/completeness.ts';

/** One day stated daily, `total` outcomes coming in as the share says. */
function day(platform: string, total: number, share: (age: number) => number): Restatements {
  return {
    platform,
    statements: Array.from({ length: COMPLETE_AFTER_DAYS + 1 }, (_, ageDays) => ({
      ageDays,
      outcomes: total * share(ageDays),
    })),
  };
}

const slow = (age: number) => 1 - 0.8 * Math.exp(-age / 5);
const accountCurve = (curves: Map<string | null, readonly number[]>) => curves.get(null) ?? [];

describe('the default', () => {
  test('is half on the day, then a tail of 7 days to 30', () => {
    expect(defaultCompleteness(0)).toBe(0.5);
    expect(defaultCompleteness(7)).toBeCloseTo(0.8205, 4);
    expect(defaultCompleteness(30)).toBe(1);
    expect(defaultCompleteness(400)).toBe(1);
  });

  test('stands where nothing was restated', () => {
    const curve = accountCurve(completenessCurves([]));
    for (const age of [0, 3, 12, 29]) expect(completenessAt(curve, age)).toBeCloseTo(defaultCompleteness(age), 12);
  });
});

describe('the chain ladder', () => {
  test('finds the curve the days were restated by', () => {
    const curve = completenessCurves([day('meta', 1e6, slow)]).get('meta') ?? [];
    for (const age of [0, 2, 10]) expect(completenessAt(curve, age)).toBeCloseTo(slow(age) / slow(30), 3);
  });

  // By hand: outcomes grow by half between ages 0 and 1 and not at all after.
  test('is the product of ratios of sums', () => {
    const statements = [
      { ageDays: 0, outcomes: 1e9 },
      { ageDays: 1, outcomes: 1.5e9 },
      { ageDays: 30, outcomes: 1.5e9 },
    ];
    const curve = completenessCurves([{ platform: 'google', statements }]).get('google') ?? [];
    expect(completenessAt(curve, 0)).toBeCloseTo(2 / 3, 6);
    expect(completenessAt(curve, 1)).toBeCloseTo(1, 6);
  });

  test('few outcomes move a platform little from the account, and the account little from the default', () => {
    const none = day('meta', 0.01, () => 1);
    const curve = completenessCurves([none]).get('meta') ?? [];
    expect(completenessAt(curve, 0)).toBeCloseTo(0.5, 2);
    const curves = completenessCurves([day('google', 1e5, slow), none]);
    expect(completenessAt(curves.get('meta') ?? [], 0)).toBeCloseTo(slow(0) / slow(30), 2);
  });

  test('a platform without restatements has the curve of the account', () => {
    const curves = completenessCurves([day('google', 1e6, slow)]);
    expect(curves.has('meta')).toBe(false);
    expect(completenessAt(accountCurve(curves), 0)).toBeCloseTo(slow(0) / slow(30), 3);
  });

  test('is always in (0, 1], whatever is restated, and never depends on order', () => {
    const statement = fc.record({
      ageDays: fc.integer({ min: 0, max: 60 }),
      outcomes: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    const restated = fc.record({
      platform: fc.constantFrom('google', 'meta'),
      statements: fc
        .uniqueArray(statement, { maxLength: 8, selector: ({ ageDays }) => ageDays })
        .map((list) => list.toSorted((a, b) => a.ageDays - b.ageDays)),
    });
    fc.assert(
      fc.property(fc.array(restated, { maxLength: 10 }), (days) => {
        const curves = completenessCurves(days);
        const reversed = completenessCurves(days.toReversed());
        for (const [platform, curve] of curves) {
          for (const [age, share] of curve.entries()) {
            expect(share).toBeGreaterThan(0);
            expect(share).toBeLessThanOrEqual(1);
            expect(reversed.get(platform)?.[age]).toBeCloseTo(share, 9);
          }
        }
      }),
    );
  });
});
