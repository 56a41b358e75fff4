import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfEvents, MEMORY_GB } from '../../functions/cost/cost-of-events.ts';
import { distinctChannels, type EventLoad, runLoadOf, USUAL_LOAD } from '../../functions/cost/load.ts';
import { INGEST_STATES } from '../../functions/cost/run-counts.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { PRICES } from '../../functions/cost/prices.ts';

const PEAK = USUAL_LOAD;
/** Mean rate of a campaign whose peak was 10,000 a second. */
const MEAN = { ...USUAL_LOAD, eventsPerSecond: 169 };

const loads: fc.Arbitrary<EventLoad> = fc.record({
  eventsPerSecond: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
  bytesPerEvent: fc.integer({ min: 5, max: 1000 }),
  channels: fc.integer({ min: 1, max: 5000 }),
  conversionShare: fc.constantFrom(0, 0.01, 0.5),
  freshnessSeconds: fc.integer({ min: 10, max: 86_400 }),
  producers: fc.integer({ min: 1, max: 500 }),
  rawDays: fc.integer({ min: 0, max: 400 }),
});

describe('the cost of events', () => {
  test('at 10,000 a second is under a dollar a billion, with every term', () => {
    const { perMillionEvents, alternatives } = costOfEvents(PEAK);
    expect(perMillionEvents).toBeLessThan(0.0006);
    expect((alternatives[0]?.perMillionEvents ?? 0) / perMillionEvents).toBeGreaterThan(2000);
  });

  test('at 169 a second with facts every five minutes is at most $0.002 a million', () => {
    expect(costOfEvents(MEAN).perMillionEvents).toBeLessThan(0.002);
  });

  test('is the sum of its lines, each with its price and source', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const { perMillionEvents, lines, alternatives } = costOfEvents(load);
        expect(lines.reduce((sum, line) => sum + line.perMillionEvents, 0)).toBe(perMillionEvents);
        expect(lines.every((line) => line.perMillionEvents >= 0 && line.source !== '')).toBe(true);
        expect(new Set(lines.map(({ item }) => item)).size).toBe(lines.length);
        expect(alternatives.every((other) => Number.isFinite(other.perMillionEvents))).toBe(true);
      }),
    );
  });

  test('a million events never cost more when more come, nor when facts may be older', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: 1, max: 50, noNaN: true }), (load, factor) => {
        const { perMillionEvents } = costOfEvents(load);
        const faster = costOfEvents({ ...load, eventsPerSecond: load.eventsPerSecond * factor });
        // A group or a page of a listing more makes a small step.
        expect(faster.perMillionEvents).toBeLessThan(perMillionEvents * 1.05);
      }),
    );
  });
});

test('memory is what the functions are deployed with', () => {
  for (const state of INGEST_STATES) expect(MEMORY_GB[state]).toBeCloseTo(TASKS[state].memoryMb / 1024, 3);
});

describe('a load', () => {
  test('169 events a second every five minutes are one file', () => {
    expect(runLoadOf(MEAN)).toEqual({ events: 50_700, files: 1, groups: 1 });
    expect(runLoadOf(PEAK)).toEqual({ events: 3_000_000, files: 30, groups: 2 });
  });

  // Counted on generated batches: 1,000 events named 410 of 2,000 channels, 5,000 named 1,090, 20,000 named 1,799.
  test.each([
    [1000, 410],
    [5000, 1090],
    [20_000, 1799],
    [100_000, 2000],
  ])('%i events name about %i of 2,000 channels', (events, counted) => {
    expect(Math.abs(distinctChannels(events, 2000) / counted - 1)).toBeLessThan(0.04);
  });
});

test('every price says where it is from', () => {
  for (const { usd, per, source } of Object.values(PRICES)) {
    expect(usd).toBeGreaterThan(0);
    expect([per, source]).not.toContain('');
  }
});
