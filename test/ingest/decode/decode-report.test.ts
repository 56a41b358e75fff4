import { gzipSync, zstdCompressSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeReport, type DecodeContext } from '../../../functions/ingest/decode/decode-report.ts';

const CONTEXT: DecodeContext = Object.freeze({
  currency: 'USD',
  timeZone: 'America/New_York',
  accounts: Object.freeze({ google: '77' }),
  today: '2026-10-01',
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(content: string | Uint8Array, context: Partial<DecodeContext> = {}, chunk = 65_536) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return decodeReport(inChunks(bytes, chunk), { ...CONTEXT, ...context });
}

async function decoded(content: string | Uint8Array, context: Partial<DecodeContext> = {}, chunk = 65_536) {
  const answer = await decode(content, context, chunk);
  if (answer.kind === 'refused') throw new Error(`refused: ${answer.code} ${answer.message}`);
  expect(answer.report.rows).toBe(answer.report.accepted + answer.report.rejects.length);
  return answer.report;
}

const plain = (...rows: string[]): string => ['date,channel,spend,clicks', ...rows, ''].join('\n');
const GOOD = '2026-09-01,radio:1,10.50,3';
const GOOD_FACT = { channel: 'radio:1', day: '2026-09-01', counters: { spendMicros: 10_500_000, clicks: 3 } };

const google = (header: string, ...rows: string[]): string =>
  ['Campaign report', 'All time', header, ...rows, ''].join('\n');

/** A file whose rows hold one spend each. */
const lines = (...spends: string[]): string =>
  `date;channel;spend\n${spends.map((spend, index) => `2026-09-01;c${index};${spend}`).join('\n')}\n`;

const spends = async (...texts: string[]) =>
  (await decoded(lines(...texts))).facts.map(({ counters }) => counters.spendMicros);

/** The days and the reject codes of a file whose rows hold one date each. */
const daysOf = async (...texts: string[]) => {
  const report = await decoded(`date,channel,spend\n${texts.map((text) => `"${text}",a,1`).join('\n')}\n`);
  return [report.facts.map(({ day }) => day), report.rejects.map(({ code }) => code)];
};

async function* failing(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(plain(GOOD));
  throw new Error('EIO');
}

async function* failingGzip(): AsyncGenerator<Uint8Array> {
  yield gzipSync(plain(GOOD)).subarray(0, 20);
  throw new Error('EIO');
}

describe('a bad row is rejected with its line and a reason, the good one beside it counts', () => {
  test.each([
    ['a spend that is no number', '2026-09-01,radio:2,abc,3', 'InvalidRow', 'spend: got "abc"'],
    ['NaN', '2026-09-01,radio:2,NaN,3', 'InvalidRow', '"NaN"'],
    ['infinity', '2026-09-01,radio:2,Infinity,3', 'InvalidRow', '"Infinity"'],
    ['no spend', '2026-09-01,radio:2,,3', 'InvalidRow', 'got nothing'],
    ['scientific notation, which loses digits', '2026-09-01,radio:2,1.23E+11,3', 'InvalidRow', 'scientific'],
    ['an amount beyond 2^53 micros', '2026-09-01,radio:2,9007199254.740993,3', 'InvalidRow', '9007199254.740991'],
    ['half a click', '2026-09-01,radio:2,1,2.5', 'InvalidRow', 'whole number'],
    ['negative clicks', '2026-09-01,radio:2,1,-2', 'InvalidRow', 'whole number'],
    ['a negative spend', '2026-09-01,radio:2,-5,3', 'NegativeSpend', '"-5"'],
    ['a day that is not there', '2026-02-30,radio:2,1,3', 'InvalidDate', '"2026-02-30"'],
    ['no day', ',radio:2,1,3', 'InvalidDate', '""'],
    ['a day to come', '2099-01-01,radio:2,1,3', 'FutureDate', '2099-01-01'],
    ['no channel', '2026-09-01,,1,3', 'MissingCampaign', 'no channel id'],
    ['a channel of 257 characters', `2026-09-01,${'c'.repeat(257)},1,3`, 'InvalidChannel', '257'],
    ['a NUL byte in the channel', '2026-09-01,radio:\0,1,3', 'InvalidChannel', 'control'],
    ['a line break in the channel', '2026-09-01,"radio:\n2",1,3', 'InvalidChannel', 'control'],
    ['a line cut short', '2026-09-01,radio:2,1', 'InvalidRow', '3 cells'],
    ['a separator that is not quoted', '2026-09-01,radio:2,1,234,3', 'InvalidRow', '5 cells'],
    ['a currency sign on clicks only is fine, a word is not', '2026-09-01,radio:2,1,3 clicks', 'InvalidRow', 'clicks'],
  ])('%s', async (_what, row, code, message) => {
    const report = await decoded(plain(row, GOOD));
    expect(report.rejects).toEqual([{ line: 2, code, message: expect.stringContaining(message) }]);
    expect(report.facts).toEqual([GOOD_FACT]);
  });

  test('what is just allowed: zero, the largest amount, 256 characters, today, markup, emoji', async () => {
    const report = await decoded(
      plain(
        '2026-10-01,radio:2,0,0',
        '2026-09-01,radio:3,9007199254.740991,0',
        `2026-09-01,${'c'.repeat(256)},-0.00,0`,
        '2026-09-01,=HYPERLINK(1),1,0',
        '2026-09-01,<script>alert(1)</script>,1,0',
        '2026-09-01,../../etc/passwd,1,0',
        '2026-09-01,radio:🦊,1,0',
        '2026-09-01,radio:4,$1.50,0',
        '2026-09-01,radio:5,USD 1.50,0',
        '2026-09-01,radio:6,1,12.0',
      ),
    );
    expect(report.rejects).toEqual([]);
    expect(report.facts).toHaveLength(10);
  });

  test('a campaign id that a spreadsheet has rounded is not taken for a campaign', async () => {
    const header = 'Day,Campaign,Campaign ID,Cost,Impr.';
    const report = await decoded(
      google(header, '2026-09-01,A,1.59321E+18,5,1', '2026-09-01,A,1593209133449106285,6,1'),
    );
    expect(report.rejects).toMatchObject([{ line: 4, code: 'MissingCampaign' }]);
    expect(report.facts).toMatchObject([
      { channel: 'google:77:1593209133449106285', counters: { spendMicros: 6_000_000 } },
    ]);
  });

  test('a broken quote costs its own line only', async () => {
    const report = await decoded(plain('2026-09-01,"radio:2,1,3', GOOD, '2026-09-02,radio:1,1,1'));
    expect(report.rejects).toMatchObject([{ line: 2, code: 'InvalidRow', message: expect.stringContaining('quote') }]);
    expect(report.facts).toHaveLength(2);
  });

  test('a broken quote that a later quote seems to close costs its own line only', async () => {
    const report = await decoded(plain('2026-09-01,"radio:2,1,3', '2026-09-01,"radio, local",2,1', GOOD));
    expect(report.rejects).toMatchObject([{ line: 2, code: 'InvalidRow' }]);
    expect(report.facts.map(({ channel }) => channel)).toEqual(['radio, local', 'radio:1']);
  });

  test('a line break inside a quoted name is part of it, and lines are counted on', async () => {
    const report = await decoded('date,channel,name,spend\r\n2026-09-01,a,"two\r\nlines",1\r\n2026-09-01,b,x,?\r\n');
    expect(report.notes[0]?.name).toBe('two lines');
    expect(report.rejects).toMatchObject([{ line: 4, code: 'InvalidRow' }]);
  });

  test('a sum beyond 2^53 micros is rejected at the row that passes it', async () => {
    const report = await decoded(plain('2026-09-01,a,9007199254.740991,0', '2026-09-01,a,0.000001,0'));
    expect(report.rejects).toMatchObject([{ line: 3, code: 'InvalidRow' }]);
    expect(report.facts[0]?.counters.spendMicros).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('numbers are read in the style of the whole file', () => {
  test('one certain number settles the ones that could be either', async () => {
    expect(await spends('1.234', '78.75')).toEqual([1_234_000, 78_750_000]);
    expect(await spends('1.234', '78,75')).toEqual([1_234_000_000, 78_750_000]);
    expect(await spends("1'234", '1 234,5', '1\u202f234')).toEqual([1_234_000_000, 1_234_500_000, 1_234_000_000]);
  });

  test('without a certain number the separator of the cells decides', async () => {
    expect(await spends('1.234')).toEqual([1_234_000_000]);
    expect((await decoded(plain('2026-09-01,a,1.234,0'))).facts[0]?.counters.spendMicros).toBe(1_234_000);
  });

  test('a number that contradicts the file is rejected, and with many of them what could be either is too', async () => {
    const report = await decoded(lines('78.75', '12.50', '9,99', '1,234', '7'));
    expect(report.rejects.map(({ line, code }) => [line, code])).toEqual([
      [4, 'AmbiguousNumber'],
      [5, 'AmbiguousNumber'],
    ]);
    expect(report.accepted).toBe(3);
  });

  test('one slip among hundreds leaves the others readable', async () => {
    const report = await decoded(lines(...Array.from({ length: 200 }, () => '78.75'), '9,99', '1,234'));
    expect(report.rejects.map(({ line }) => line)).toEqual([202]);
    expect(report.facts.find(({ channel }) => channel === 'c201')?.counters.spendMicros).toBe(1_234_000_000);
  });

  test('any order of the rows gives the same facts', async () => {
    const rows = ['2026-09-01;a;1.234', '2026-09-02;b;78,75', '2026-09-01;a;5', '2026-09-01;b;1.234,5'];
    const expected = (await decoded(`date;channel;spend\n${rows.join('\n')}`)).facts;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        expect((await decoded(`date;channel;spend\n${shuffled.join('\n')}`)).facts).toEqual(expected);
      }),
      { numRuns: 24 },
    );
  });
});

describe('dates are read in the order of the whole file', () => {
  test('one certain date settles the others', async () => {
    expect(await daysOf('03/04/2026', '25/04/2026')).toEqual([['2026-04-03', '2026-04-25'], []]);
    expect(await daysOf('03/04/2026', '04/25/2026')).toEqual([['2026-03-04', '2026-04-25'], []]);
  });

  test('without a certain one a date that could be either is rejected; one that could not counts', async () => {
    expect(await daysOf('03/04/2026', '5/5/2026', 'Mar 7, 2026', '7 April 2026')).toEqual([
      ['2026-03-07', '2026-04-07', '2026-05-05'],
      ['InvalidDate'],
    ]);
  });

  test('hours of another zone belong to the local day, midnights of a daily table stay where they are', async () => {
    expect(await daysOf('2026-09-02T03:00:00Z', '2026-09-02T12:00:00Z')).toEqual([['2026-09-01', '2026-09-02'], []]);
    expect(await daysOf('2026-09-02T00:00:00Z', '2026-09-03T00:00:00Z')).toEqual([['2026-09-02', '2026-09-03'], []]);
  });
});

describe('a file that cannot be read as a whole is refused', () => {
  test.each([
    ['an empty file', '', 'UnknownFormat', 'empty'],
    ['blank lines', '\n\n', 'UnknownFormat', 'empty'],
    [
      'columns of no format',
      'date,campaign,active,spend,reach\n2026-09-01,a,True,1,2\n',
      'UnknownFormat',
      'date, campaign, active, spend, reach; the nearest is the plain report, which also needs "channel"',
    ],
    [
      'no format at all',
      'hello\n',
      'UnknownFormat',
      'no known format has the columns: hello; taken are exports of Google Ads',
    ],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'UnknownFormat',
      'binary, no text; taken are',
    ],
    ['a text that DOS ended', 'hello\n\u001a', 'UnknownFormat', 'no known format has the columns: hello'],
    ['half a million commas', `${','.repeat(500_000)}\n`.repeat(3), 'UnknownFormat', 'empty'],
    ['NUL bytes', '\0'.repeat(100_000), 'UnknownFormat', 'binary'],
    ['a plain file without days', 'channel,spend\na,1\n', 'NoDailyBreakdown', '"date"'],
    ['a plain file without spend', 'date,channel,revenue\n2026-09-01,a,1\n', 'MissingColumn', '"spend"'],
    [
      'Google without the day',
      google('Campaign,Campaign ID,Cost,Impr.', 'A,1,5,1'),
      'NoDailyBreakdown',
      'Segment > Time > Day',
    ],
    [
      'Google without a campaign id',
      google('Day,Campaign,Cost,Impr.', '2026-09-01,A,5,1'),
      'MissingColumn',
      '"Campaign ID"',
    ],
    ['Google without both', google('Campaign,Cost,Impr.', 'A,5,1'), 'NoDailyBreakdown', '"Campaign ID"'],
    [
      'the Editor without campaign ids',
      'Campaign\tBudget\tBudget type\nA\t1\tDaily\n',
      'MissingColumn',
      '"Campaign ID"',
    ],
    [
      'Meta with rows that span days',
      'Reporting starts,Reporting ends,Campaign ID,Campaign name,Amount spent (USD)\n2026-09-01,2026-09-30,1,A,5\n',
      'NoDailyBreakdown',
      '"Day"',
    ],
    [
      'Meta in another currency',
      'Day,Campaign ID,Campaign name,Amount spent (EUR)\n2026-09-01,1,A,5\n',
      'CurrencyMismatch',
      '"EUR"',
    ],
    [
      'two currencies',
      'date,channel,spend,currency\n2026-09-01,a,1,USD\n2026-09-01,b,1,EUR\n',
      'CurrencyMismatch',
      '"EUR" and "USD"',
    ],
    ['another currency sign', plain('2026-09-01,a,€5,0'), 'CurrencyMismatch', '€5'],
    [
      'Microsoft by week',
      '"Report Name: x"\n"Report Aggregation: Weekly"\n\n"AccountId","CampaignId","TimePeriod","Spend"\n"1","2","9/1/2026","3"\n',
      'NoDailyBreakdown',
      'Weekly',
    ],
    [
      'LinkedIn with the whole period under its first day',
      'Report\n"Report Start: 09/01/2026, Report End: 09/30/2026"\n\nStart Date (in UTC),Campaign Name,Campaign ID,Total Spent\n09/01/2026,A,1,5\n09/01/2026,B,2,6\n',
      'NoDailyBreakdown',
      '2026-09-30',
    ],
    ['a zip archive', Buffer.from('504b030414000000', 'hex'), 'UnknownFormat', 'CSV'],
    ['a cut gzip stream', gzipSync(plain(GOOD)).subarray(0, -9), 'TruncatedFile', 'gzip'],
    [
      'a damaged gzip stream',
      Buffer.concat([gzipSync(plain(GOOD)).subarray(0, 20), Buffer.alloc(40, 7)]),
      'UnreadableFile',
      'gzip',
    ],
    ['a cut zstd stream', zstdCompressSync(plain(GOOD)).subarray(0, -5), 'TruncatedFile', 'zstd'],
    [
      'a quote that never closes in a large file',
      plain(`2026-09-01,"a,1,1\n${`${GOOD}\n`.repeat(60_000)}`),
      'LineTooLong',
      'quote',
    ],
  ])('%s', async (_what, content, code, message) => {
    expect(await decode(content)).toEqual({ kind: 'refused', code, message: expect.stringContaining(message) });
  });

  test('the currency of the policy is accepted wherever it stands', async () => {
    for (const content of [
      'Day,Campaign ID,Campaign name,Amount spent (USD)\n2026-09-01,1,A,5\n',
      'date,channel,spend,currency\n2026-09-01,a,1,usd\n2026-09-01,b,1,\n',
      plain('2026-09-01,a,US$5,0'),
    ]) {
      expect((await decode(content)).kind).toBe('decoded');
    }
    expect((await decode(plain('2026-09-01,a,€5,0'), { currency: 'EUR' })).kind).toBe('decoded');
    expect((await decode(plain('2026-09-01,a,"5,00 kr",0'), { currency: 'SEK' })).kind).toBe('decoded');
  });

  test.each([
    ['as the first line', ''],
    ['below good ones', plain(GOOD)],
  ])('a line of 200 MB %s is not held: reading stops soon after 1 MiB', async (_where, start) => {
    let read = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        if (start !== '') yield new TextEncoder().encode(start);
        for (; read < 200_000_000; read += 65_536) yield Buffer.alloc(65_536, 'x');
      } finally {
        closed = true;
      }
    }
    expect(await decodeReport(endless(), CONTEXT)).toMatchObject({ kind: 'refused', code: 'LineTooLong' });
    expect(read).toBeLessThan(3_000_000);
    expect(closed).toBe(true);
  });

  test('a file of no known format is not read to its end, and is closed', async () => {
    let read = 0;
    let closed = false;
    async function* foreign(): AsyncGenerator<Uint8Array> {
      try {
        for (; read < 1000; read += 1) yield new TextEncoder().encode('a,b,c\n'.repeat(10_000));
      } finally {
        closed = true;
      }
    }
    expect(await decodeReport(foreign(), CONTEXT)).toMatchObject({ kind: 'refused', code: 'UnknownFormat' });
    expect(read).toBeLessThan(10);
    expect(closed).toBe(true);
  });

  test("an error of the source is the source's own", async () => {
    await expect(decodeReport(failing(), CONTEXT)).rejects.toThrow('EIO');
    await expect(decodeReport(failingGzip(), CONTEXT)).rejects.toThrow('EIO');
  });
});

describe('the same file in another coat gives the same facts', () => {
  const text = plain(GOOD, '2026-09-01,"Müller, Söhne",1.25,0', '2026-09-02,🦊,2,1');
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each<[string, string | Uint8Array]>([
    ['a byte order mark', `\ufeff${text}`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['CR alone', text.replaceAll('\n', '\r')],
    ['no line break at the end', text.trimEnd()],
    ['UTF-16, little end first', utf16],
    ['UTF-16, big end first', Buffer.from(utf16).swap16()],
    ['UTF-16 without a mark', utf16.subarray(2)],
    ['gzip', gzipSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['tabs', text.replaceAll(/,(?! )/g, '\t')],
    ['semicolons', text.replaceAll(/,(?! )/g, ';')],
    ['headers in capitals, padded', text.replace('date,channel', ' DATE , Channel ')],
    ['lines above the header', `Account report\n"made, by us"\n\n${text}`],
    ['the separator line of Excel', `sep=,\n${text}`],
    ['the header twice', `${text}date,channel,spend,clicks\n`],
  ])('%s', async (_coat, content) => {
    const expected = (await decoded(text)).facts;
    expect(expected).toHaveLength(3);
    expect((await decoded(content)).facts).toEqual(expected);
    expect((await decoded(content, {}, 1)).facts).toEqual(expected);
  });

  test('Windows-1252, which Excel writes', async () => {
    expect((await decoded(Buffer.from(plain('2026-09-01,Müller,1,0'), 'latin1'))).facts[0]?.channel).toBe('Müller');
  });
});

describe('the account of a channel', () => {
  const header = 'Day,Campaign,Campaign ID,Customer ID,Cost,Impr.';
  test.each([
    ['from the export', '123-456-7890', {}, 'google:1234567890:5'],
    ['else from the policy', ' --', { google: '77' }, 'google:77:5'],
    ['else a dash', ' --', {}, 'google:-:5'],
  ])('%s', async (_where, account, accounts, channel) => {
    expect((await decoded(google(header, `2026-09-01,A,5,${account},1,1`), { accounts })).facts[0]?.channel).toBe(
      channel,
    );
  });
});

test('total rows are only those of the platform: an unknown scope is rejected, not dropped', async () => {
  const report = await decoded(
    google(
      'Campaign,Day,Campaign ID,Cost,Impr.',
      'A,2026-09-01,5,1.00,1',
      'Total: Campaigns, --, --,1.00,1',
      'Total: Whatever, --, --,1.00,1',
    ),
  );
  expect(report.rejects).toMatchObject([{ line: 6, code: 'MissingCampaign' }]);
  expect(report.rows).toBe(2);
});

test('a budget that does not say whether it is daily is left aside, with a warning', async () => {
  const report = await decoded(google('Campaign,Day,Campaign ID,Budget,Cost,Impr.', 'A,2026-09-01,5,75.00,1.00,1'));
  expect(report.notes).toEqual([{ channel: 'google:77:5', name: 'A' }]);
  expect(report.warnings).toEqual([expect.stringContaining('Budget type')]);
});

test('a header without rows is an empty report, and says so', async () => {
  const report = await decoded('date,channel,spend\n');
  expect(report).toMatchObject({ rows: 0, facts: [], warnings: [expect.stringContaining('no rows')] });
});
