import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import { ByteReader, ByteWriter } from '../../functions/ingest/byte-columns.ts';
import { decodeDuplicates, encodeDuplicates } from '../../functions/ingest/duplicates.ts';
import { EventFold } from '../../functions/ingest/fold-events.ts';
import { decodePage, encodePage } from '../../functions/ingest/page.ts';
import { NOON_2026_10_01 } from '../memory-world.ts';

const facts = fc.array(
  fc.record({
    at: fc.integer({ min: NOON_2026_10_01 - 30 * 86_400_000, max: NOON_2026_10_01 }),
    channel: fc.oneof(
      fc.constantFrom('google:1:1', 'google:1:12', 'google:1:2', 'ü', '😀', '\uffff'),
      fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    ),
    type: fc.constantFrom('impression', 'click', 'conversion', 'spend'),
    id: fc.string({ minLength: 1, maxLength: 4 }),
    costMicros: fc.integer({ min: 0, max: 2 ** 45 }),
    valueMicros: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
    count: fc.integer({ min: 1, max: 2 ** 31 }),
  }),
  { maxLength: 60 },
);

function pageOf(events: readonly unknown[]): Uint8Array {
  const fold = new EventFold({ timeZone: 'UTC', arrivalMs: NOON_2026_10_01, acceptDays: 400 });
  fold.push(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')));
  return encodePage(fold.finish());
}

describe('a page', () => {
  test('is read back as it was written: every sum, every claim, in its place', () => {
    fc.assert(
      fc.property(facts, (events) => {
        const page = decodePage(pageOf(events), 'pages/a');
        const expected = new Map<string, number[]>();
        for (const { at, channel, type, costMicros, valueMicros, count } of events) {
          const key = `${new Date(at).toISOString().slice(0, 10)} ${channel}`;
          const sums = expected.get(key) ?? [0, 0, 0, 0, 0];
          const isConversion = type === 'conversion';
          sums[0] = (sums[0] ?? 0) + costMicros;
          sums[1] = (sums[1] ?? 0) + (type === 'impression' ? count : 0);
          sums[2] = (sums[2] ?? 0) + (type === 'click' ? count : 0);
          sums[3] = (sums[3] ?? 0) + (isConversion && valueMicros >= 0 ? count * 1_000_000 : 0);
          sums[4] = (sums[4] ?? 0) + (isConversion ? valueMicros : 0);
          expected.set(key, sums);
        }
        const found = page.days.flatMap(({ day, rows }) =>
          rows.map(({ channel, sums }) => [`${day} ${page.channels[channel]}`, sums] as const),
        );
        expect(new Map(found)).toEqual(expected);
        expect(found.length).toBe(expected.size);
        expect(page.days.map(({ day }) => day)).toEqual(page.days.map(({ day }) => day).toSorted());
        expect(page.channels).toEqual(page.channels.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        const conversions = events.filter(({ type }) => type === 'conversion');
        expect([...page.claims.atMs.subarray(0, page.claims.length)]).toEqual(conversions.map(({ at }) => at));
        expect([...page.claims.valueMicros.subarray(0, page.claims.length)]).toEqual(
          conversions.map(({ valueMicros }) => valueMicros),
        );
        const places = conversions.map(({ at, channel }) => {
          const day = page.days.findIndex((pageDay) => pageDay.day === new Date(at).toISOString().slice(0, 10));
          return day * page.channels.length + page.channels.indexOf(channel);
        });
        expect([...page.claims.place.subarray(0, page.claims.length)]).toEqual(places);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of the lines, but for its claims', () => {
    fc.assert(
      fc.property(facts, fc.nat(), (events, turn) => {
        const withoutClaims = events.filter(({ type }) => type !== 'conversion');
        const split = turn % (withoutClaims.length + 1);
        const turned = [...withoutClaims.slice(split), ...withoutClaims.slice(0, split)];
        expect(Buffer.compare(pageOf(turned), pageOf(withoutClaims))).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test('with any bit changed, or any end cut off, is refused and never misread', () => {
    fc.assert(
      fc.property(facts, fc.nat(), fc.integer({ min: 1, max: 255 }), (events, place, change) => {
        const page = pageOf(events);
        const changed = Uint8Array.from(page);
        const at = place % page.length;
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(() => decodePage(changed, 'pages/a')).toThrow(MarginalError);
        expect(() => decodePage(page.subarray(0, at), 'pages/a')).toThrow(MarginalError);
      }),
      { numRuns: 300 },
    );
  });

  test('of a version that is not known is refused, naming both', () => {
    const page = Uint8Array.from(pageOf([]));
    page[4] = 9;
    expect(() => decodePage(page, 'pages/a')).toThrow("'pages/a' has format version 9, this program knows 1");
  });

  test('a list of duplicates is no page, and comes back as it was', () => {
    const sealed = encodeDuplicates([0, 3, 4, 1_000_000]);
    expect(() => decodePage(sealed, 'claims/a')).toThrow('another kind');
    expect(decodeDuplicates(sealed, 'claims/a')).toEqual([0, 3, 4, 1_000_000]);
  });
});

describe('numbers in columns', () => {
  test('every safe integer comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) {
          writer.signed(number);
          writer.varint(Math.abs(number));
        }
        const reader = new ByteReader(writer.bytes());
        for (const number of numbers)
          expect([reader.signed(), reader.varint()]).toEqual([number + 0, Math.abs(number)]);
        expect(reader.left).toBe(0);
      }),
    );
  });

  test('bytes that were never written are refused: a number too large, an end too early', () => {
    expect(() => new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)).varint()).toThrow(
      '2^53',
    );
    expect(() => new ByteReader(Uint8Array.of(0x80)).varint()).toThrow('ends early');
    expect(() => new ByteReader(Uint8Array.of(0xff, 0xff, 0x7f)).count(1)).toThrow('ends early');
  });
});
