import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dayOfEpochDay } from '../../../functions/core/calendar.ts';
import { parseTimestamp } from '../../../functions/ingest/decode/parse-timestamp.ts';
import { dateOrderOf, readDay } from '../../../functions/ingest/decode/read-day.ts';

describe('days', () => {
  test('any day, written in any way, is read back in the order it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (epochDay) => {
        const day = dayOfEpochDay(epochDay);
        const [year = '', month = '', date = ''] = day.split('-');
        for (const text of [
          day,
          `${day} 05:00:00`,
          `${day}T5:00`,
          `${year}/${month}/${date}`,
          `${date}.${month}.${year}`,
        ]) {
          expect(readDay(text)).toEqual({ dayFirst: day, monthFirst: day });
        }
        expect(readDay(`${Number(date)}/${Number(month)}/${year}`)?.dayFirst).toBe(day);
        expect(readDay(`${month}/${date}/${year}`)?.monthFirst).toBe(day);
      }),
    );
  });

  test.each([
    ['1 January 2026', '2026-01-01'],
    ['27 Mar 2026', '2026-03-27'],
    ['March 27, 2026', '2026-03-27'],
    ['Sep 1, 2026', '2026-09-01'],
  ])('%s is %s', (text, day) => {
    expect(readDay(text)?.monthFirst).toBe(day);
  });

  test.each([
    '',
    'x',
    '2026-13-01',
    '2026-02-29',
    '31/31/2026',
    '1/2/26',
    '20260102',
    'Foo 1, 2026',
    '01/02-2026',
    'Total',
  ])('%j is no day', (text) => {
    expect(readDay(text)).toBeUndefined();
  });

  test('a file whose dates contradict each other settles nothing', () => {
    expect(dateOrderOf(['25/04/2026', '01/02/2026'], undefined)).toEqual({ style: 'dayFirst', strict: false });
    expect(dateOrderOf(['25/04/2026', '04/25/2026'], undefined).strict).toBe(true);
    expect(dateOrderOf(['01/02/2026'], undefined).strict).toBe(true);
    expect(dateOrderOf(['01/02/2026'], 'dayFirst')).toEqual({ style: 'dayFirst', strict: false });
  });
});

describe('times', () => {
  test.each([
    ['2021-09-15 5:00:00', '2021-09-15T05:00:00.000Z'],
    ['2022-10-14 11:54:40.980000', '2022-10-14T11:54:40.980Z'],
    ['2020-11-09 14:28:17.911 UTC', '2020-11-09T14:28:17.911Z'],
    ['2022-05-29T10:00:00+02:00', '2022-05-29T08:00:00.000Z'],
    ['2022-05-29T10:00:00-0700', '2022-05-29T17:00:00.000Z'],
    ['2022-05-29', '2022-05-29T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseTimestamp(text)).toBe(Date.parse(iso));
  });

  test.each(['', 'yesterday', '2022-05-29T25:00:00', '2022-13-01'])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });
});
