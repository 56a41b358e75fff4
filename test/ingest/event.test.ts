import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../functions/ingest/event.ts';
import { parseInstant } from '../../functions/ingest/instant.ts';

const click = { at: '2026-11-20T13:45:12.123Z', channel: 'google:123:456', type: 'click' };

function parse(fields: Record<string, unknown>) {
  return parseEvent(JSON.stringify({ ...click, ...fields }));
}

describe('an event', () => {
  test('the example of the contract', () => {
    expect(parse({ id: '01J…', costMicros: 430_000 })).toEqual({
      atMs: Date.parse('2026-11-20T13:45:12.123Z'),
      channel: 'google:123:456',
      type: 'click',
      id: '01J…',
      costMicros: 430_000,
      valueMicros: 0,
      count: 1,
    });
  });

  test.each([
    ['at in epoch milliseconds', { at: 1_790_000_000_000 }],
    ['an offset instead of Z', { at: '2026-11-20T15:45:12+02:00' }],
    ['256 characters of channel', { channel: 'x'.repeat(256) }],
    ['256 emoji are 256 characters', { channel: '😀'.repeat(256) }],
    ['128 characters of id', { id: 'x'.repeat(128) }],
    ['a refund', { type: 'conversion', id: 'r', valueMicros: -5 }],
    ['unknown fields', { page: { nested: [1] } }],
    ['optional fields that are null', { id: null, costMicros: null, valueMicros: null, count: null }],
    ['a channel that looks like a formula', { channel: '=HYPERLINK("http://x")' }],
    ['spend of nothing', { type: 'spend', costMicros: 0 }],
  ])('taken: %s', (_, fields) => {
    expect(parse(fields)).not.toHaveProperty('code');
  });

  test.each([
    ['at without a zone', { at: '2026-11-20T13:45:12' }, 'InvalidEvent', 'at: got "2026-11-20T13:45:12"'],
    ['a day that does not exist', { at: '2026-02-30T00:00:00Z' }, 'InvalidEvent', 'at: got'],
    ['at in seconds with a fraction', { at: 1_790_000_000.5 }, 'InvalidEvent', 'at: got'],
    ['no channel', { channel: undefined }, 'InvalidChannel', 'channel: got nothing'],
    ['an empty channel', { channel: '' }, 'InvalidChannel', 'channel: got ""'],
    ['a channel of 10,000 characters', { channel: 'x'.repeat(10_000) }, 'InvalidChannel', '10000 characters'],
    ['half a character', { channel: '\ud800' }, 'InvalidChannel', 'half a character'],
    ['an unknown type', { type: 'view' }, 'InvalidEvent', 'impression, click, conversion, spend'],
    ['a conversion without id', { type: 'conversion' }, 'InvalidEvent', 'a conversion needs one'],
    ['an empty id', { id: '' }, 'InvalidEvent', 'id: got ""'],
    ['129 characters of id', { id: 'x'.repeat(129) }, 'InvalidEvent', '1 to 128'],
    ['a negative cost', { costMicros: -1 }, 'InvalidEvent', 'costMicros: got -1'],
    ['half a micro', { costMicros: 0.5 }, 'InvalidEvent', 'costMicros: got 0.5'],
    ['a cost in quotes', { costMicros: '12' }, 'InvalidEvent', 'costMicros: got "12"'],
    ['a cost beyond 2^53', { costMicros: 2 ** 53 }, 'InvalidEvent', 'costMicros: got'],
    ['a spend without cost', { type: 'spend' }, 'InvalidEvent', 'costMicros: got nothing'],
    ['a value in quotes', { type: 'conversion', id: 'a', valueMicros: '1' }, 'InvalidEvent', 'valueMicros: got'],
    ['a count of 0', { count: 0 }, 'InvalidEvent', 'count: got 0'],
  ])('rejected: %s', (_, fields, code, message) => {
    expect(parse(fields)).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test.each(['', 'x', '[]', 'null', '"a"', '{"at":', '{"a":\u0000}', '\ufeff{}'])('%j is not a JSON object', (line) => {
    expect(parseEvent(line)).toMatchObject({ code: 'InvalidJson' });
  });
});

describe('an instant', () => {
  test.each([
    ['1970-01-02T00:00Z', 86_400_000],
    ['1970-01-01T02:00:00.5+02:00', 500],
    ['1970-01-01T00:00:00-0130', 5_400_000],
    ['1970-01-01T00:00:00.9999999Z', 999],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ])('%s is %d', (text, atMs) => {
    expect(parseInstant(text)).toBe(atMs);
  });

  test.each([
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00 UTC',
  ])('%s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
