import * as fc from 'fast-check';

/** Lines of events, most of them as trackers write them, the others wrong or odd in every way we could think of. */

const USUAL_AT = ['2026-09-30T10:00:00Z', '2026-09-29T23:59:59.999Z', '2026-10-01T11:59:59.5+02:00'];
const CHANNELS = ['google:1:2', 'google:1:3', 'meta:42:7', 'radio'];

const usualEvent = fc.oneof(
  fc.record(
    {
      at: fc.oneof(fc.constantFrom(...USUAL_AT), fc.integer({ min: 1_790_000_000_000, max: 1_790_850_000_000 })),
      channel: fc.constantFrom(...CHANNELS),
      type: fc.constantFrom('impression', 'click'),
      id: fc.string({ minLength: 1, maxLength: 12 }),
      costMicros: fc.integer({ min: 0, max: 2 ** 31 }),
      count: fc.integer({ min: 1, max: 5 }),
      userAgent: fc.string(),
    },
    { requiredKeys: ['at', 'channel', 'type'] },
  ),
  fc.record(
    {
      at: fc.constantFrom(...USUAL_AT),
      channel: fc.constantFrom(...CHANNELS),
      type: fc.constant('conversion'),
      id: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'ü', '"') }),
      valueMicros: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      count: fc.integer({ min: 1, max: 5 }),
      costMicros: fc.integer({ min: 0, max: 2 ** 31 }),
    },
    { requiredKeys: ['at', 'channel', 'type', 'id'] },
  ),
);

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -0, -1, 1.5, 1e21, 2 ** 53, '12', [], {}, 'conversion', 'click', 'spend'),
  fc.constantFrom('2026-02-30T00:00:00Z', '2026-09-30T24:00:00Z', '2026-09-30T10:00:00', '2099-01-01T00:00:00Z'),
  fc.constantFrom('x'.repeat(256), 'x'.repeat(257), '😀'.repeat(256), '\ud800', 'a\u0000b', '=HYPERLINK("x")', '\\'),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
);
const fieldName = fc.constantFrom(
  'at',
  'channel',
  'type',
  'id',
  'costMicros',
  'valueMicros',
  'count',
  '__proto__',
  'x',
);

/** A usual event with a field set to something odd, in any order of fields. */
const oddEvent = fc
  .tuple(usualEvent, fieldName, oddValue, fc.integer({ min: 0, max: 7 }))
  .map(([event, name, value, turn]) => {
    const fields = Object.entries({ ...event, [name]: value });
    return Object.fromEntries([...fields.slice(turn % fields.length), ...fields.slice(0, turn % fields.length)]);
  });

const text = fc.oneof(
  { weight: 6, arbitrary: usualEvent.map((event) => JSON.stringify(event)) },
  { weight: 2, arbitrary: oddEvent.map((event) => JSON.stringify(event)) },
  { weight: 1, arbitrary: usualEvent.map((event) => JSON.stringify(event, null, 1).replaceAll('\n', '')) },
  // A field said twice: the last counts.
  {
    weight: 1,
    arbitrary: fc
      .tuple(usualEvent, fieldName, oddValue)
      .map(
        ([event, name, value]) => `{${JSON.stringify(name)}:${JSON.stringify(value)},${JSON.stringify(event).slice(1)}`,
      ),
  },
  // Numbers in odd forms.
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        usualEvent,
        fc.constantFrom('1e3', '1.0', '-0', '007', '+1', '0x10', '9007199254740993', '1E400', '1.', '-'),
      )
      .map(([event, number]) => `${JSON.stringify(event).slice(0, -1)},"costMicros":${number}}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '{}', '[]', 'null', '{', '}', '{"at"', 'not json', '{"a":1}}', '{},{}'),
  },
);

/** The bytes of one line, without its newline; some are cut, changed or not UTF-8. */
export const lineBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 8, arbitrary: text.map((line) => Buffer.from(line)) },
  {
    weight: 1,
    arbitrary: fc.tuple(text, fc.nat(200)).map(([line, length]) => Buffer.from(line).subarray(0, length)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(text, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([line, at, byte]) => {
      const bytes = Buffer.from(line);
      if (bytes.length > 0) bytes[at % bytes.length] = byte === 10 ? 0 : byte;
      return bytes;
    }),
  },
);

/** A batch: lines, each with its newline, in some ways a file may end lines and begin. */
export const batchBytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.array(fc.tuple(lineBytes, fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n')), { maxLength: 40 }),
    fc.boolean(),
  )
  .map(([lines, hasMark]) =>
    Buffer.concat([
      Buffer.from(hasMark ? '\ufeff' : ''),
      ...lines.flatMap(([line, end]) => [Buffer.from(line), Buffer.from(end)]),
    ]),
  );
