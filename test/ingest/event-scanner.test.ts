import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventScanner } from '../../functions/ingest/event-scanner.ts';
import { EVENT_TYPES, parseEvent } from '../../functions/ingest/event.ts';
import { lineBytes } from './event-lines.ts';

const scanner = new EventScanner();

/** What the scanner read, in the words of `parseEvent`; undefined where it is not sure. */
function scanned(line: Uint8Array): unknown {
  // Bytes that stood in the buffer before must not be read as part of the line.
  const bytes = Buffer.concat([Buffer.from('"}'), line, Buffer.from('}\n"x":1}')]);
  const end = scanner.scan(bytes, 2, 2 + line.length);
  if (end !== 2 + line.length) return undefined;
  return {
    atMs: scanner.atMs,
    channel: bytes.toString('utf8', scanner.channelStart, scanner.channelEnd),
    type: EVENT_TYPES[scanner.type],
    id: scanner.idStart < 0 ? '' : bytes.toString('utf8', scanner.idStart, scanner.idEnd),
    costMicros: scanner.costMicros < 0 ? null : scanner.costMicros,
    valueMicros: scanner.valueMicros,
    count: scanner.count,
  };
}

describe('the two roads of an event', () => {
  test('what the scanner takes, the parser takes, and reads the same', () => {
    let takenByScanner = 0;
    fc.assert(
      fc.property(lineBytes, (line) => {
        const scan = scanned(line);
        if (scan === undefined) return;
        takenByScanner += 1;
        const event = parseEvent(Buffer.from(line).toString('utf8'));
        expect(event).toEqual(scan);
      }),
      { numRuns: 20_000 },
    );
    expect(takenByScanner).toBeGreaterThan(4_000);
  });

  test.each([
    ['{"id":"01J","at":"2026-11-20T13:45:12.123Z","channel":"google:123:456","type":"click","costMicros":430000}'],
    ['{"at": 1790000000000, "channel": "a", "type": "conversion", "id": "x", "valueMicros": -5, "count": 2}'],
    ['{"type":"spend","channel":"a","costMicros":0,"at":"2026-11-20T13:45:12Z","userAgent":"Mozilla/5.0","x":12}\r'],
  ])('the usual shapes take the fast road: %s', (line) => {
    expect(scanned(Buffer.from(line))).toMatchObject({ channel: expect.any(String) });
  });

  test.each([
    ['{"at":"2026-11-20T13:45:12Z","channel":"caf\u00e9","type":"click"}'],
    [String.raw`{"at":"2026-11-20T13:45:12Z","channel":"a\"b","type":"click"}`],
    ['{"at":"2026-11-20T15:45:12+02:00","channel":"a","type":"click"}'],
    ['{"at":"2026-11-20T13:45:12Z","channel":"a","type":"click","tags":["x",{"y":null}]}'],
    ['{"at":"2026-11-20T13:45:12Z","channel":"a","type":"click","costMicros":4.3e5}'],
  ])('odd but valid lines take the slow road and are taken: %s', (line) => {
    expect(scanned(Buffer.from(line))).toBeUndefined();
    expect(parseEvent(line)).toMatchObject({ type: 'click' });
  });
});
