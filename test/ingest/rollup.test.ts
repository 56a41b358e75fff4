import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counters } from '../../functions/core/facts.ts';
import { type EventPart, type ReportPart, rollUpDay } from '../../functions/ingest/rollup.ts';

const DAY = '2026-09-28';

function report(
  name: string,
  counters: Counters,
  more: Partial<ReportPart & { statedAtMs: number; arrivalMs: number }> = {},
) {
  const { statedAtMs = null, arrivalMs = 0, ...rest } = more;
  const part: ReportPart = {
    pageKey: `pages/${name}`,
    rank: { statedAtMs, arrivalMs, name, batchId: name },
    conversionsDatedByClick: false,
    isNew: true,
    rows: [{ channel: 'a', counters }],
    ...rest,
  };
  return part;
}

function events(name: string, sums: readonly number[], said = 31): EventPart {
  return { pageKeys: [`pages/${name}`], rows: [{ channel: 'a', said, sums }] };
}

function isRestated(...parts: ReportPart[]): boolean {
  return rollUpDay(DAY, [], parts).isRestated;
}

function firstOf(eventParts: readonly EventPart[], reportParts: readonly ReportPart[]) {
  return rollUpDay(DAY, eventParts, reportParts).rollup.channels[0];
}

describe('a day rolled up', () => {
  test('of each column the newest delivery that has it stands; a channel it does not mention keeps its numbers', () => {
    const older = report('1', { spendMicros: 5, conversionMicros: 7 }, { statedAtMs: 10 });
    const newer = report('2', { spendMicros: 6 }, { statedAtMs: 11 });
    const other = report(
      '3',
      { spendMicros: 1 },
      { statedAtMs: 12, rows: [{ channel: 'b', counters: { spendMicros: 1 } }] },
    );
    const { rollup } = rollUpDay(DAY, [], [newer, other, older]);
    expect(rollup.channels.map(({ channel, report: said }) => [channel, said])).toEqual([
      ['a', { spendMicros: 6, conversionMicros: 7 }],
      ['b', { spendMicros: 1 }],
    ]);
    expect(rollup.covers).toEqual(['pages/1', 'pages/2', 'pages/3']);
  });

  test('the stated time decides before arrival, arrival before name', () => {
    const stated = report('1', { spendMicros: 1 }, { statedAtMs: 100, arrivalMs: 200 });
    const arrivedBetween = report('2', { spendMicros: 2 }, { arrivalMs: 150 });
    expect(firstOf([], [stated, arrivedBetween])?.report).toEqual({ spendMicros: 2 });
    const sameTime = report('3', { spendMicros: 3 }, { statedAtMs: 150, arrivalMs: 150 });
    expect(firstOf([], [sameTime, arrivedBetween])?.report).toEqual({ spendMicros: 3 });
    const arrivedLater = report('0', { spendMicros: 4 }, { statedAtMs: 150, arrivalMs: 151 });
    expect(firstOf([], [sameTime, arrivedLater])?.report).toEqual({ spendMicros: 4 });
  });

  test('events are summed beside the reports, only in the columns they spoke of', () => {
    const sum = firstOf(
      [events('1', [1, 2, 0, 0, 0], 3), events('2', [10, 0, 3, 0, 0], 5)],
      [report('3', { spendMicros: 9 })],
    );
    expect(sum).toMatchObject({ events: { spendMicros: 11, impressions: 2, clicks: 3 }, report: { spendMicros: 9 } });
  });

  test('every delivery of outcomes dated by click is kept, by time, the same one once', () => {
    const dated = { conversionsDatedByClick: true };
    const parts = [
      report('2', { conversionMicros: 8, spendMicros: 1 }, { ...dated, statedAtMs: 20 }),
      report('1', { conversionMicros: 5, revenueMicros: 9 }, { ...dated, statedAtMs: 10 }),
      report('copy', { conversionMicros: 8 }, { ...dated, statedAtMs: 20 }),
      report('3', { spendMicros: 2 }, { ...dated, statedAtMs: 30 }),
    ];
    expect(firstOf([], parts)?.deliveries).toEqual([
      { statedAtMs: 10, conversionMicros: 5, revenueMicros: 9 },
      { statedAtMs: 20, conversionMicros: 8 },
    ]);
  });

  test('is restated where a new delivery changes what one said before, and only there', () => {
    const old = (spendMicros: number) => report('1', { spendMicros }, { statedAtMs: 1, isNew: false });
    const fresh = (spendMicros: number, statedAtMs = 2) => report('2', { spendMicros }, { statedAtMs });
    expect(isRestated(old(5), fresh(6))).toBe(true);
    expect(isRestated(old(5), fresh(5))).toBe(false);
    expect(isRestated(old(5), fresh(6, 0))).toBe(false);
    expect(isRestated(fresh(5))).toBe(false);
    expect(isRestated(fresh(5), report('3', { spendMicros: 6 }, { statedAtMs: 3 }))).toBe(true);
    expect(isRestated(old(5), report('3', { clicks: 6 }, { statedAtMs: 3 }))).toBe(false);
  });

  test('a sum that would pass 2^53 stays there and is named', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const { rollup, capped } = rollUpDay(DAY, [events('1', [most]), events('2', [2])], []);
    expect(capped).toEqual(['a']);
    expect(rollup.channels[0]?.events.spendMicros).toBe(most);
    expect(rollUpDay(DAY, [events('1', [most])], []).capped).toEqual([]);
  });

  test('the order of its parts does not matter', () => {
    const amount = fc.integer({ min: 0, max: 3 });
    const eventParts = fc.array(amount, { maxLength: 5 });
    const reportParts = fc.array(fc.tuple(amount, amount, fc.option(amount), fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(eventParts, reportParts, fc.infiniteStream(fc.nat()), (sums, deliveries, order) => {
        const eventList = sums.map((sum, index) => events(`e${index}`, [sum, 0, 0, sum, sum]));
        const reportList = deliveries.map(
          ([spendMicros, statedAtMs, conversionMicros, conversionsDatedByClick], index) =>
            report(
              `r${index}`,
              { spendMicros, ...(conversionMicros === null ? {} : { conversionMicros }) },
              {
                statedAtMs,
                conversionsDatedByClick,
                isNew: index % 2 === 0,
              },
            ),
        );
        const shuffled = <T>(list: readonly T[]) =>
          list
            .map((item) => ({ item, key: order.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        expect(rollUpDay(DAY, shuffled(eventList), shuffled(reportList))).toEqual(
          rollUpDay(DAY, eventList, reportList),
        );
      }),
    );
  });
});
