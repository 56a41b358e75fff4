import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowReject } from '../../functions/core/facts.ts';
import { isProblem, parseEvent } from '../../functions/ingest/event.ts';
import { EventFold, type FoldTerms } from '../../functions/ingest/fold-events.ts';
import { decodePage, encodePage } from '../../functions/ingest/page.ts';
import { NOON_2026_10_01 } from '../memory-world.ts';
import { batchBytes } from './event-lines.ts';

const TERMS: FoldTerms = { timeZone: 'America/New_York', arrivalMs: NOON_2026_10_01, acceptDays: 400 };

function fold(chunks: Iterable<string | Uint8Array>, terms = TERMS) {
  const events = new EventFold(terms);
  for (const chunk of chunks) events.push(Buffer.from(chunk));
  const folded = events.finish();
  const page = decodePage(encodePage(folded), 'pages/a');
  const { accepted, rejected } = folded;
  return { events: folded.events, accepted, rejected, rejects: events.takeRejects(), page };
}

function line(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ at: '2026-09-30T10:00:00Z', channel: 'a', ...fields })}\n`;
}

function clickAt(msAfterArrival: number): string {
  return line({ type: 'click', at: NOON_2026_10_01 + msAfterArrival });
}

function* manyChannels(count: number): Generator<string> {
  for (let channel = 0; channel < count; channel += 1) yield line({ type: 'click', channel: `c${channel}` });
}

function codes(rejects: readonly RowReject[]) {
  return rejects.map(({ line: number, code }) => [number, code]);
}

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

describe('the fold of a batch', () => {
  test('is the same however its bytes are cut into chunks', () => {
    fc.assert(
      fc.property(batchBytes, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        expect(fold(cut(bytes, places))).toEqual(fold([bytes]));
        expect(fold([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(fold([bytes]));
      }),
      { numRuns: 300 },
    );
  });

  test('sums to what its lines say, one by one, and accounts for every line', () => {
    fc.assert(
      fc.property(batchBytes, (bytes) => {
        const { events, accepted, rejected, rejects, page } = fold([bytes]);
        expect(accepted + rejected).toBe(events);
        expect(rejects.length).toBe(rejected);
        const lines = Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\ufeff/, '')
          .split('\n');
        const wrong = new Set(rejects.map((reject) => reject.line));
        const sums = [0, 0, 0, 0, 0];
        let conversions = 0;
        for (const [index, text] of lines.entries()) {
          if (text.trim() === '' || wrong.has(index + 1)) continue;
          const event = parseEvent(text);
          if (isProblem(event)) throw new Error(`line ${index + 1} was taken: ${text}`);
          const isConversion = event.type === 'conversion';
          const added = [
            event.costMicros ?? 0,
            event.type === 'impression' ? event.count : 0,
            event.type === 'click' ? event.count : 0,
            isConversion && event.valueMicros >= 0 ? event.count * 1_000_000 : 0,
            isConversion ? event.valueMicros : 0,
          ];
          for (const [column, amount] of added.entries()) sums[column] = (sums[column] ?? 0) + amount;
          conversions += isConversion ? 1 : 0;
        }
        const folded = [0, 0, 0, 0, 0];
        for (const { rows } of page.days) {
          for (const row of rows)
            for (const [column, sum] of row.sums.entries()) folded[column] = (folded[column] ?? 0) + sum;
        }
        expect(folded).toEqual(sums);
        expect(page.claims.length).toBe(conversions);
      }),
      { numRuns: 500 },
    );
  });

  test('days are local: half past three in the night of London is the evening before in New York', () => {
    const { page } = fold([
      line({ at: '2026-09-30T03:59:59Z', type: 'click' }),
      line({ at: '2026-09-30T04:00:00Z', type: 'click' }),
    ]);
    expect(page.days.map(({ day }) => day)).toEqual(['2026-09-29', '2026-09-30']);
  });

  test('cost adds to spend whatever the type; a refund takes back value and is no conversion', () => {
    const { page } = fold([
      line({ type: 'click', costMicros: 1 }),
      line({ type: 'impression', costMicros: 10, count: 7 }),
      line({ type: 'spend', costMicros: 100 }),
      line({ type: 'conversion', id: 'a', valueMicros: 50, count: 2, costMicros: 1000 }),
      line({ type: 'conversion', id: 'b', valueMicros: -20 }),
    ]);
    expect(page.days[0]?.rows).toEqual([{ channel: 0, said: 31, sums: [1111, 7, 1, 2_000_000, 30] }]);
  });

  test('ten minutes ahead and acceptDays ago are taken, a millisecond more is rejected', () => {
    const oldest = -400 * 86_400_000;
    const { accepted, rejects } = fold([clickAt(600_000), clickAt(oldest), clickAt(600_001), clickAt(oldest - 1)]);
    expect(accepted).toBe(2);
    expect(codes(rejects)).toEqual([
      [3, 'TooNew'],
      [4, 'TooOld'],
    ]);
    expect(rejects[1]?.message).toContain('acceptDays (400)');
  });

  test('poison beside good lines: the good ones count', () => {
    const good = line({ type: 'click' });
    const { events, accepted, rejects } = fold([
      `\ufeff${good}`,
      'not json\n',
      '\r\n',
      ' \n',
      Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
      Buffer.from('{"at":"2026-09-30T10:00:00Z","channel":"a\u0000","type":"click"}\n'),
      '\u0000\u0000\u0000\n',
      good.replace('\n', '\r\n'),
      good.trimEnd(),
    ]);
    expect({ events, accepted }).toEqual({ events: 7, accepted: 3 });
    expect(codes(rejects)).toEqual([
      [2, 'InvalidJson'],
      [5, 'InvalidJson'],
      [6, 'InvalidJson'],
      [7, 'InvalidJson'],
    ]);
  });

  test('a line of 200 MB is passed over without being held; one of just 1 MiB is read', () => {
    const filler = Buffer.alloc(1 << 20, 'x');
    const padded = line({ type: 'click', pad: '' }).trimEnd();
    const longest = padded.replace('"pad":""', `"pad":"${'x'.repeat((1 << 20) - padded.length)}"`);
    expect(longest.length).toBe(1 << 20);
    function* chunks() {
      yield `${longest}\n`;
      yield `${longest} \n`;
      yield '{"id":"';
      for (let megabytes = 0; megabytes < 200; megabytes += 1) yield filler;
      yield `"}\n${line({ type: 'click' })}`;
    }
    const { events, accepted, rejects } = fold(chunks());
    expect({ events, accepted }).toEqual({ events: 4, accepted: 2 });
    expect(codes(rejects)).toEqual([
      [2, 'LineTooLong'],
      [3, 'LineTooLong'],
    ]);
  });

  test('a file that ends in the middle of an event is refused; one that ends without a newline is not', () => {
    expect(fold([line({ type: 'click' }).trimEnd()]).accepted).toBe(1);
    expect(fold(['garbage']).rejected).toBe(1);
    expect(() => fold([line({ type: 'click' }), '{"at":"2026-09-30T1'])).toThrow(
      expect.objectContaining({ code: 'TruncatedFile', message: expect.stringContaining('line 2') }),
    );
  });

  test('a sum that would pass 2^53 is rejected, and the sum stays exact', () => {
    const { page, rejects } = fold([
      line({ type: 'spend', costMicros: Number.MAX_SAFE_INTEGER }),
      line({ type: 'spend', costMicros: 1 }),
      line({ type: 'conversion', id: 'a', count: 2 ** 50 }),
    ]);
    expect(page.days[0]?.rows[0]?.sums[0]).toBe(Number.MAX_SAFE_INTEGER);
    expect(codes(rejects)).toEqual([
      [2, 'InvalidEvent'],
      [3, 'InvalidEvent'],
    ]);
  });

  test('channels beyond 100,000 are rejected by name, those before are counted', () => {
    const { accepted, rejects } = fold([...manyChannels(100_002), line({ type: 'click', channel: 'c7' })]);
    expect(accepted).toBe(100_001);
    expect(codes(rejects)).toEqual([
      [100_001, 'TooManyChannels'],
      [100_002, 'TooManyChannels'],
    ]);
  });
});
