import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { surerSpans, type MovableLine } from '../../functions/rebalance/surer-spans.ts';
import { posteriorAt } from './account.ts';

const UNIT = 10_000;
const lineOf = (roas: number, evidence: number, daily = 100): MovableLine => ({
  posterior: posteriorAt(daily, { roas, evidence }),
  keptMicros: daily * 1e6,
  span: [daily * 0.8e6, daily * 1.2e6],
});
const movesOf = (lines: readonly MovableLine[]) =>
  [...surerSpans(lines, UNIT)].map((spans) =>
    spans.map(([low, high], index) => low + high - 2 * (lines[index]?.keptMicros ?? 0)),
  );

const linesArbitrary = fc.array(
  fc
    .record({
      roas: fc.double({ min: 0.1, max: 8, noNaN: true }),
      evidence: fc.constantFrom(2, 30, 1000),
      daily: fc.integer({ min: 1, max: 900 }),
      kept: fc.boolean(),
    })
    .map(({ roas, evidence, daily, kept }): MovableLine => {
      const line = lineOf(roas, evidence, daily);
      return Object.freeze(kept ? { ...line, span: [line.keptMicros, line.keptMicros] as const } : line);
    }),
  { maxLength: 8 },
);

describe('surerSpans', () => {
  test('moves are in the ratio of what a slope is above the common one, by its variance', () => {
    // Slopes of 3, 1 and 0.9; a shape of 90 and 10 for variances of 0.1, of 0.081 for 10.
    const moves = movesOf([lineOf(6, 90), lineOf(2, 10), lineOf(1.8, 0.081)]);
    const [up = 0, down = 0, unknown = 0] = moves.at(-1) ?? [];
    expect(down / up).toBeCloseTo(-0.99, 1);
    expect(unknown / up).toBeCloseTo(-0.011, 2);
  });

  test('the boldest first, each in whole units within the limits, and from the kept budget one way only', () => {
    fc.assert(
      fc.property(linesArbitrary, (lines) => {
        let longest = Infinity;
        for (const spans of surerSpans(lines, UNIT)) {
          let length = 0;
          for (const [index, [low, high]] of spans.entries()) {
            const { keptMicros = 0, span = [0, 0] } = lines[index] ?? {};
            expect(low === keptMicros || high === keptMicros).toBe(true);
            expect(low).toBeGreaterThanOrEqual(span[0]);
            expect(high).toBeLessThanOrEqual(span[1]);
            expect((high - low) % UNIT).toBe(0);
            length += high - low;
          }
          expect(length).toBeLessThanOrEqual(longest + 2 * lines.length * UNIT);
          longest = length;
        }
      }),
    );
  });

  test('what is given is what is taken, to a unit a line', () => {
    fc.assert(
      fc.property(linesArbitrary, (lines) => {
        for (const moves of movesOf(lines)) {
          const sum = moves.reduce((total, move) => total + move, 0);
          expect(Math.abs(sum)).toBeLessThanOrEqual(lines.length * UNIT);
        }
      }),
    );
  });

  test('there is no way where no line, or one alone, may move', () => {
    expect([...surerSpans([], UNIT)]).toEqual([]);
    const kept: MovableLine = { ...lineOf(2, 30), span: [100e6, 100e6] };
    expect([...surerSpans([kept, { ...kept, posterior: null }], UNIT)]).toEqual([]);
    expect([...surerSpans([lineOf(4, 30), kept], UNIT)]).toEqual([]);
  });
});
