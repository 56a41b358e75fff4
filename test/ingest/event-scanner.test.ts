import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventFields } from '../../functions/ingest/event-fields.ts';
import { EventScanner } from '../../functions/ingest/event-scanner.ts';
import { EVENT_TYPES, parseEvent } from '../../functions/ingest/event.ts';
import { lineBytes } from './event-lines.ts';

/** `LAW_TIMES=100 npx vitest run test/ingest/event-scanner.test.ts --testTimeout 600000` compares two million lines. */
const TIMES = Number(process.env['LAW_TIMES'] ?? 1);

/** What a scanner reads, in the words of `parseEvent`; undefined where it is not sure. By default one that is new. */
function scanned(line: Uint8Array, scanner?: EventScanner, event = new EventFields()): unknown {
  // Bytes that stood in the buffer before must not be read as part of the line.
  const bytes = Buffer.concat([Buffer.from('"}'), line, Buffer.from('}\n"x":1}')]);
  const end = (scanner ?? new EventScanner(event)).scan(bytes, 2, 2 + line.length);
  if (end !== 2 + line.length) return undefined;
  return {
    atMs: event.atMs,
    channel: bytes.toString('utf8', event.channelStart, event.channelEnd),
    type: EVENT_TYPES[event.type],
    id: event.idStart < 0 ? '' : bytes.toString('utf8', event.idStart, event.idEnd),
    costMicros: event.costMicros < 0 ? null : event.costMicros,
    valueMicros: event.valueMicros,
    count: event.count,
  };
}

describe('the two roads of an event', () => {
  test('what the scanner takes, the parser takes, and reads the same', () => {
    let takenByScanner = 0;
    const event = new EventFields();
    const scanner = new EventScanner(event);
    fc.assert(
      fc.property(lineBytes, (line) => {
        const scan = scanned(line, scanner, event);
        if (scan === undefined) return;
        takenByScanner += 1;
        const parsed = parseEvent(Buffer.from(line).toString('utf8'));
        expect(parsed).toEqual(scan);
      }),
      { numRuns: 20_000 * TIMES },
    );
    expect(takenByScanner).toBeGreaterThan(4_000);
  });

  test('a line of a shape that came before is read as if it were the first', () => {
    let takenAgain = 0;
    fc.assert(
      fc.property(fc.array(lineBytes, { minLength: 2, maxLength: 6 }), fc.nat(), fc.nat(255), (lines, place, byte) => {
        const fields = new EventFields();
        const learned = new EventScanner(fields);
        const changed = lines.map((line) => {
          const bytes = Uint8Array.from(line);
          if (bytes.length > 0) bytes[place % bytes.length] = byte;
          return bytes;
        });
        for (const line of [...lines, ...changed, ...lines]) {
          const again = scanned(line, learned, fields);
          const first = scanned(line);
          expect(again).toEqual(first);
          if (again !== undefined) takenAgain += 1;
        }
      }),
      { numRuns: 5_000 },
    );
    expect(takenAgain).toBeGreaterThan(10_000);
  });

  test.each([
    ['{"id":"01J","at":"2026-11-20T13:45:12.123Z","channel":"google:123:456","type":"click","costMicros":430000}'],
    ['{"at": 1790000000000, "channel": "a", "type": "conversion", "id": "x", "valueMicros": -5, "count": 2}'],
    ['{"at":"2026-11-20T13:45:12Z","channel":"a","type":"click","id":null,"valueMicros":null,"isBot":false,"x":null}'],
    ['{"type":"spend","channel":"a","costMicros":0,"at":"2026-11-20T13:45:12Z","userAgent":"Mozilla/5.0","x":12}\r'],
  ])('the usual shapes take the fast road: %s', (line) => {
    expect(scanned(Buffer.from(line))).toMatchObject({ channel: expect.any(String) });
  });

  test.each([
    ['{"at":"2026-11-20T13:45:12Z","channel":"caf\u00e9","type":"click"}'],
    [String.raw`{"at":"2026-11-20T13:45:12Z","channel":"a\"b","type":"click"}`],
    ['{"at":"2026-11-20T15:45:12+02:00","channel":"a","type":"click"}'],
    ['{"at":"2026-11-20T13:45:12Z","channel":"a","type":"click","tags":["x",{"y":null}]}'],
    ['{"at":"2026-11-20T13:45:12.5Z","channel":"a","type":"click"}'],
    ['{"at":"2026-11-20T13:45:12Z","channel":"a","type":"click","costMicros":4.3e5}'],
  ])('odd but valid lines take the slow road and are taken: %s', (line) => {
    expect(scanned(Buffer.from(line))).toBeUndefined();
    expect(parseEvent(line)).toMatchObject({ type: 'click' });
  });
});
