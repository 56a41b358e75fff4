import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CurveComponent } from '../../../functions/core/curve-posterior.ts';
import { withExperimentEvidence, type AgedLiftTest } from '../../../functions/score/fit/experiment-evidence.ts';
import { fitCurves } from '../../../functions/score/fit/fit-curves.ts';
import type { ChannelDays } from '../../../functions/score/fit/fit-days.ts';
import { meanCurve } from '../../../functions/core/curve-posterior.ts';
import { returnAt } from '../../../functions/core/curve.ts';
import { channelDays, repeat, unitDays } from './fixtures.ts';

/** Sixty days of 100 a day, more or less, that return 5 per unit of spend. */
const spend = repeat(60, (day) => 60 + 80 * ((day * 0.618_034) % 1));
const revenue = spend.map((amount) => (1000 * amount) / (amount + 100));
const channel = channelDays(spend, revenue, { conversions: spend.map(() => 20) });

const tested = (parts: Partial<AgedLiftTest> = {}): AgedLiftTest => ({
  firstAge: 20,
  lastAge: 0,
  roas: 2,
  standardError: 0.2,
  ...parts,
});

/** Return per spend of the fitted curve over the days of the test. */
function roasOf(channels: readonly ChannelDays[], which = 0): number {
  const posterior = fitCurves(channels, { conversionsAreTheGoal: false, worth: 1 })[which]?.posterior ?? null;
  if (posterior === null) return NaN;
  const days = spend.slice(-21);
  const returned = days.reduce((sum, amount) => sum + returnAt(meanCurve(posterior), amount * 1e6), 0);
  return returned / days.reduce((sum, amount) => sum + amount * 1e6, 0);
}

const withTests = (...liftTests: AgedLiftTest[]): ChannelDays => ({ ...channel, liftTests });

describe('a lift test', () => {
  test('that is precise pulls the curve to what it found, whatever was reported', () => {
    expect(roasOf([channel])).toBeGreaterThan(4.5);
    for (const roas of [0.5, 2, 9]) {
      expect(roasOf([withTests(tested({ roas, standardError: 0.001 }))]) / roas).toBeCloseTo(1, 2);
    }
  });

  test('that is vague does nothing', () => {
    expect(roasOf([withTests(tested({ standardError: 1e4 }))]) / roasOf([channel])).toBeCloseTo(1, 4);
  });

  test('moves the curve part of the way, the further the more precise it is', () => {
    const [plain, vague, precise] = [undefined, 1, 0.1].map((standardError) =>
      roasOf([standardError === undefined ? channel : withTests(tested({ standardError }))]),
    );
    expect(vague).toBeLessThan(plain ?? 0);
    expect(precise).toBeLessThan(vague ?? 0);
    expect(precise).toBeGreaterThan(2);
  });

  test('that found nothing, or a loss, leaves little', () => {
    for (const roas of [0, -0.5]) expect(roasOf([withTests(tested({ roas, standardError: 0.1 }))])).toBeLessThan(0.3);
  });

  test('without a day of spend says nothing', () => {
    expect(roasOf([withTests(tested({ firstAge: 90, lastAge: 70 }))])).toBe(roasOf([channel]));
  });

  test('moves its own channel; those without one only as far as they share a platform', () => {
    const other = { ...channel, platform: 'meta' };
    const pulled = [withTests(tested({ standardError: 0.01 })), other];
    expect(roasOf(pulled, 0)).toBeCloseTo(2, 1);
    expect(roasOf(pulled, 1)).toBe(roasOf([channel, other], 1));
  });
});

const components: readonly CurveComponent[] = Object.freeze([
  { weight: 0.5, halfSaturation: 0.5, slope: 1, levelShape: 100, levelRate: 13.33 },
  { weight: 0.5, halfSaturation: 4, slope: 1, levelShape: 100, levelRate: 4 },
]);
const days = unitDays([1], [5]);
const given = (...liftTests: AgedLiftTest[]) =>
  withExperimentEvidence(components, { ...channelDays([1, 1, 1, 4], [5, 5, 5, 9]), liftTests }, days, 30);

describe('withExperimentEvidence', () => {
  test('where reports say 5, known to 10 %, a test of 2 ± 0.3 leaves 2.05', () => {
    const one = [{ weight: 1, halfSaturation: 1, slope: 1, levelShape: 100, levelRate: 10 }];
    const test = tested({ firstAge: 0, lastAge: 0, standardError: 0.3 });
    const [after] = withExperimentEvidence(one, { ...channelDays([1], [5]), liftTests: [test] }, days, 30);
    expect((0.5 * (after?.levelShape ?? 0)) / (after?.levelRate ?? 1)).toBeCloseTo(2.05, 1);
  });

  test('makes the shapes likelier that agree with it', () => {
    // At four times the reference the first has nearly saturated: ROAS 1.67, the second returns 3.1.
    const [saturated, straight] = given(tested({ firstAge: 0, lastAge: 0, roas: 3.1, standardError: 0.3 }));
    expect(straight?.weight).toBeGreaterThan(0.6);
    expect((saturated?.weight ?? 0) + (straight?.weight ?? 0)).toBeCloseTo(1, 12);
  });

  test('of long ago says as little as outcomes of then', () => {
    const long = { ...channelDays([1, 1, 1, 4], [5, 5, 5, 9]), age: Int32Array.from([303, 302, 301, 300]) };
    const old = tested({ firstAge: 303, lastAge: 300 });
    const after = withExperimentEvidence(components, { ...long, liftTests: [old] }, days, 20);
    for (const [index, { levelShape, levelRate }] of after.entries()) {
      const { levelShape: shape = 0, levelRate: rate = 1 } = components[index] ?? {};
      expect(levelShape / levelRate / (shape / rate)).toBeCloseTo(1, 2);
    }
  });

  test('the order of tests does not matter, but for the last digits', () => {
    const [first, second] = [tested({ firstAge: 3, lastAge: 2, roas: 4 }), tested({ firstAge: 1 })];
    for (const [index, component] of given(first, second).entries()) {
      const other = given(second, first)[index];
      expect(component.levelShape / (other?.levelShape ?? 0)).toBeCloseTo(1, 9);
      expect(component.weight).toBeCloseTo(other?.weight ?? 0, 9);
    }
  });

  test('whatever a test says, levels are finite, above 0, and weights sum to 1', () => {
    const found = fc.record({
      firstAge: fc.constant(3),
      lastAge: fc.integer({ min: 0, max: 3 }),
      roas: fc.double({ min: -100, max: 100, noNaN: true }),
      standardError: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(found, { minLength: 1, maxLength: 3 }), (tests) => {
        const after = given(...tests);
        expect(after.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
        for (const { levelShape, levelRate } of after) {
          expect(levelShape).toBeGreaterThan(0);
          expect(levelRate).toBeGreaterThan(0);
          expect(Number.isFinite(levelShape / levelRate)).toBe(true);
        }
      }),
    );
  });
});
