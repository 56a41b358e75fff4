import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import { eventBatchId, isEventFile, objectNameOf, reportBatchId } from '../../functions/ingest/batch-id.ts';
import { coverageOfReport } from '../../functions/ingest/coverage.ts';
import { fromDayRanges, toDayRanges } from '../../functions/ingest/day-ranges.ts';
import { dealIntoGroups, GROUP_BYTES } from '../../functions/ingest/manifest.ts';

describe('the name of a batch', () => {
  test.each([
    ['a.ndjson', true],
    ['x/y.ndjson.gz', true],
    ['a.ndjson.zst', true],
    ['a.ndjson.csv', false],
    ['ndjson', false],
    ['a.json', false],
  ])('%s holds events: %s', (name, expected) => {
    expect(isEventFile(name)).toBe(expected);
  });

  test('two names are two ids and two objects, however long or odd; each fits its key', () => {
    const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ minLength: 600, maxLength: 3000 }));
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [first, second] = [eventBatchId(a), eventBatchId(b)];
        expect(Buffer.byteLength(first)).toBeLessThanOrEqual(700);
        expect(Buffer.byteLength(objectNameOf(first))).toBeLessThanOrEqual(700);
        expect(objectNameOf(first)).not.toContain('/');
        const isSame = a.toWellFormed() === b.toWellFormed();
        expect(first === second).toBe(isSame);
        expect(objectNameOf(first) === objectNameOf(second)).toBe(isSame);
      }),
    );
  });

  test('a report is its name and its bytes', () => {
    expect(reportBatchId('a.csv', 'ba7816bf8f01cfea414140de5dae2223')).toBe('a.csv@ba7816bf8f01cfea');
  });
});

describe('days as ranges', () => {
  test('runs of days are ranges, others stand alone', () => {
    const days = ['2026-09-30', '2026-09-28', '2026-10-01', '2026-09-28', '2026-12-24'];
    expect(toDayRanges(days)).toEqual(['2026-09-28', '2026-09-30..2026-10-01', '2026-12-24']);
  });

  test('come back as the same days', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), (offsets) => {
        const days = offsets.map((offset) => addDays('2024-02-01', offset));
        expect(fromDayRanges(toDayRanges(days))).toEqual(days.toSorted());
      }),
    );
  });
});

function fact(channel: string, day: string) {
  return { channel, day, counters: {} };
}

describe('the sources of a report', () => {
  test('each account of a platform is one, delivered through the last day of the file', () => {
    const facts = [
      fact('google:1:2', '2026-09-28'),
      fact('google:1:3', '2026-09-29'),
      fact('google:9:2', '2026-09-30'),
    ];
    expect(coverageOfReport({ format: 'google-ads', facts, notes: [] })).toEqual([
      { source: 'google-ads/google/1', throughDay: '2026-09-30', lastActiveDay: '2026-09-29' },
      { source: 'google-ads/google/9', throughDay: '2026-09-30', lastActiveDay: '2026-09-30' },
    ]);
  });

  test('in the plain format each platform is one, as the file states it or the id says', () => {
    const facts = [fact('google:1:2', '2026-09-28'), fact('spring', '2026-09-29'), fact('autumn', '2026-09-29')];
    const notes = [{ channel: 'autumn', platform: 'radio' }];
    expect(coverageOfReport({ format: 'plain', facts, notes }).map(({ source }) => source)).toEqual([
      'plain/google',
      'plain/other',
      'plain/radio',
    ]);
  });

  test('a file without days has none', () => {
    expect(coverageOfReport({ format: 'budgets', facts: [], notes: [] })).toEqual([]);
  });
});

describe('groups of files', () => {
  test('every file is in one of at most 40, whatever the order, and none is twice the fair share larger than it must be', () => {
    const file = fc.record({ name: fc.uuid(), bytes: fc.nat(3 * GROUP_BYTES), fingerprint: fc.constant('') });
    fc.assert(
      fc.property(fc.uniqueArray(file, { minLength: 1, maxLength: 120, selector: ({ name }) => name }), (files) => {
        const groups = dealIntoGroups(files);
        expect(groups.length).toBeLessThanOrEqual(40);
        expect(groups.flat().toSorted((a, b) => a - b)).toEqual([...files.keys()]);
        const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
        const largest = Math.max(...files.map(({ bytes }) => bytes));
        for (const group of groups) {
          const bytes = group.reduce((sum, index) => sum + (files[index]?.bytes ?? 0), 0);
          expect(bytes).toBeLessThanOrEqual(total / groups.length + largest);
        }
      }),
    );
  });

  test('a few small files are one group', () => {
    const files = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, bytes: 1000, fingerprint: '' }));
    expect(dealIntoGroups(files).length).toBe(1);
  });
});
