import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, POLICY, account } from './cli.ts';

const HEADER = 'date,channel,name,platform,spend,impressions,clicks,conversions,revenue\n';
const GOOD = `${HEADER}2026-09-01,radio:1,Radio,radio,10.10,1,1,1,20\n2026-09-02,radio:1,Radio,radio,10.20,1,1,1,20\n`;

const Ingest = v.object({
  ingest: v.object({
    files: v.number(),
    rows: v.number(),
    events: v.number(),
    accepted: v.number(),
    rejected: v.number(),
    duplicates: v.number(),
    refusedFiles: v.number(),
    rejects: v.array(v.object({ file: v.string(), line: v.number(), code: v.string(), message: v.string() })),
  }),
});

let everything: Account;
let ingest: v.InferOutput<typeof Ingest>['ingest'];

const google =
  'Campaign report\n"March 1, 2026 - March 31, 2026"\nCampaign,Campaign ID,Currency code,Cost,Impr.,Clicks\nBrand,1,USD,10.00,5,5\n';

/** One inbox with every kind of bad file beside good ones: the good ones must not suffer. */
beforeAll(async () => {
  everything = await account({
    'policy.yaml': POLICY,
    'inbox/good.csv': GOOD,
    'inbox/unknown.csv': 'foo,bar\n1,2\n',
    'inbox/empty.csv': '',
    'inbox/no-day.csv': google,
    'inbox/euro.csv': 'Day,Campaign name,Campaign ID,Amount spent (EUR)\n2026-09-01,Brand,1,10\n',
    'inbox/mixed.csv': `date;channel;spend\n2026-09-01;tv:1;1.234,50\n2026-09-02;tv:1;1,234.50\n2026-09-03;tv:1;9,99\n2026-09-04;tv:1;1.000,25\n`,
    'inbox/cut.csv.gz': gzipSync(GOOD).subarray(0, 40),
    'inbox/long.csv': `${HEADER}2026-09-01,${'x'.repeat(3_000_000)}`,
    'inbox/nul.csv': `${HEADER}2026-09-01,tv:\u0000:2,TV,tv,1,1,1,1,1\n2026-09-01,tv:2,TV,tv,1,1,1,1,1\n`,
    'inbox/future.csv': `${HEADER}2099-01-01,tv:3,TV,tv,1,1,1,1,1\n2026-09-01,tv:3,TV,tv,1,1,1,1,1\n`,
    'inbox/negative.csv': `${HEADER}2026-09-01,tv:4,TV,tv,-5,1,1,1,1\n2026-09-02,tv:4,TV,tv,NaN,1,1,1,1\n2026-09-03,tv:4,TV,tv,1,1,1,1,1\n`,
    'inbox/hostile.csv': `${HEADER}${[
      '"=HYPERLINK(""http://x"")"',
      '<script>alert(1)</script>',
      '../../etc/passwd',
      '🦊:🦊',
      'x'.repeat(10_000),
    ]
      .map((channel) => `2026-09-01,${channel},${channel},tv,1,1,1,1,1\n`)
      .join('')}`,
    'inbox/events.ndjson':
      '{"at":"2026-09-01T10:00:00Z","channel":"radio:1","type":"click","id":"a"}\nnot json\n{"at":"2026-09-01T10:00:00Z","channel":"radio:1","type":"view"}\n',
    'inbox/unfinished.csv.part': GOOD,
    'inbox/.hidden.csv': GOOD,
  });
  await symlink('/nowhere/at/all', join(everything.folder, 'inbox/dangling.csv'));
  const { status, document, stderr } = await everything.json('ingest', 'inbox');
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  ({ ingest } = v.parse(Ingest, document));
});
afterAll(() => everything.remove());

const rejectsOf = (file: string) => ingest.rejects.filter((reject) => reject.file === file);

describe('bad input never loses good input beside it', () => {
  test('accepted + rejected + duplicates = rows + events', () => {
    expect(ingest.accepted + ingest.rejected + ingest.duplicates).toBe(ingest.rows + ingest.events);
  });

  test.each([
    ['unknown.csv', 'UnknownFormat', /foo, bar/],
    ['empty.csv', 'UnknownFormat', /empty/],
    ['no-day.csv', 'NoDailyBreakdown', /Day/],
    ['euro.csv', 'CurrencyMismatch', /EUR.*USD/],
    ['cut.csv.gz', 'TruncatedFile', /early|truncated|ends/],
    ['long.csv', 'LineTooLong', /1 MiB|longer/],
    ['dangling.csv', 'UnreadableFile', /ENOENT/],
  ])('%s is refused whole: %s', (file, code, message) => {
    expect(rejectsOf(file)).toEqual([{ file, line: 0, code, message: expect.stringMatching(message) }]);
  });

  test.each([
    ['nul.csv', 2, 'InvalidChannel'],
    ['future.csv', 2, 'FutureDate'],
    ['negative.csv', 2, 'NegativeSpend'],
    ['negative.csv', 3, 'InvalidRow'],
    ['hostile.csv', 6, 'InvalidChannel'],
    ['events.ndjson', 2, 'InvalidJson'],
    ['events.ndjson', 3, 'InvalidEvent'],
  ])('%s line %i is rejected: %s', (file, line, code) => {
    expect(rejectsOf(file)).toContainEqual({ file, line, code, message: expect.any(String) });
  });

  test('a file that writes decimals both ways is rejected row by row, for no reader can tell 1,234 from 1.234', () => {
    expect(new Set(rejectsOf('mixed.csv').map(({ code }) => code))).toEqual(new Set(['AmbiguousNumber']));
  });

  test('what is unfinished or hidden is not there yet', () => {
    expect(ingest.rejects.filter(({ file }) => /part|hidden/.test(file))).toEqual([]);
  });

  test('the good rows of every file count', async () => {
    const { document } = await everything.json('score', '--as-of', '2026-09-03');
    const channels = v.parse(
      v.object({ channels: v.array(v.object({ channel: v.string(), spendMicros: v.number() })) }),
      document,
    );
    const spend = new Map(channels.channels.map(({ channel, spendMicros }) => [channel, spendMicros]));
    expect(spend.get('radio:1')).toBe(20_300_000);
    for (const channel of [
      'tv:2',
      'tv:3',
      'tv:4',
      '=HYPERLINK("http://x")',
      '<script>alert(1)</script>',
      '../../etc/passwd',
      '🦊:🦊',
    ]) {
      expect(spend.get(channel)).toBe(1_000_000);
    }
  });
});

describe('a request that cannot be done is refused with exit 2, one line, and nothing written', () => {
  const refused = async (files: Readonly<Record<string, string>>, args: readonly string[], message: RegExp) => {
    const bare = await account(files);
    try {
      const { status, stdout, stderr } = await bare.run(...args);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    } finally {
      await bare.remove();
    }
  };

  test('an unknown key of the policy, the nearest known one named', () =>
    refused({ 'policy.yaml': `${POLICY}gaurdrails: {}\n`, 'inbox/good.csv': GOOD }, ['run'], /gaurdrails.*guardrails/));
  test('no policy', () => refused({ 'inbox/good.csv': GOOD }, ['run'], /policy\.yaml/));
  test('no inbox', () => refused({ 'policy.yaml': POLICY }, ['run'], /no folder 'inbox'/));
  test('an empty inbox and an empty store', async () =>
    refused({ 'policy.yaml': POLICY, 'inbox/.keep': '' }, ['run'], /no data/));
  test('a command that does not exist', () => refused({}, ['plna'], /plna.*plan/));
  test('a flag that does not exist', () => refused({}, ['run', '--polciy', 'x'], /--polciy.*--policy/));
  test('a day that does not exist', () =>
    refused({ 'policy.yaml': POLICY }, ['score', '--as-of', '2026-02-30'], /2026-02-30/));
  test('a store that is not there', () => refused({ 'policy.yaml': POLICY }, ['plans'], /no data/));
  test('a file that is not there', () => refused({ 'policy.yaml': POLICY }, ['ingest', 'missing.csv'], /missing\.csv/));
  test('a stage that can be none', () => refused({}, ['plans', '--stage', 'Prod!'], /--stage: got 'Prod!'/));

  test('with --json the error is one JSON document on standard error', async () => {
    const bare = await account({});
    const { status, stderr, stdout } = await bare.run('plna', '--json');
    expect({ status, stdout, error: JSON.parse(stderr) }).toEqual({
      status: 2,
      stdout: '',
      error: { error: { code: 'UsageError', message: expect.stringContaining('plan') } },
    });
    await bare.remove();
  });
});
