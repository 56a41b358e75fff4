import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import { type Account, account } from './cli.ts';
import { proposedIn, RunDocument } from './documents.ts';
import { richAccount } from './rich-account.ts';

const Scored = v.object({
  ...RunDocument.entries,
  ingest: v.object({
    ...RunDocument.entries.ingest.entries,
    rejects: v.array(v.object({ file: v.string(), line: v.number(), code: v.string(), message: v.string() })),
  }),
  channels: v.array(v.object({ channel: v.string(), marginalRoas: v.number(), reason: v.string() })),
});

type Scored = v.InferOutput<typeof Scored>;

let client: Account;
let before: Scored;

beforeAll(async () => {
  client = await account(richAccount());
  before = v.parse(Scored, (await client.json('run')).document);
});
afterAll(() => client.remove());

const HEADER = 'channel,start,end,ROAS,standard error';
const scoreOf = ({ channels }: Scored, id: string) => channels.find(({ channel }) => channel === id);

/** Runs with this experiments file in the inbox; its test is of the last fortnight. */
async function runWith(...rows: readonly ((start: string, end: string) => string)[]) {
  const [start, end] = [addDays(before.asOf, -14), addDays(before.asOf, -1)];
  await client.write({ 'inbox/experiments.csv': [HEADER, ...rows.map((row) => row(start, end)), ''].join('\n') });
  const { document, stderr } = await client.json('run');
  return { run: v.parse(Scored, document), stderr, words: `lift test of ${start} to ${end}` };
}

test('a lift test is one more fact: a new decision, told of where the channel is, and bad rows beside it are not', async () => {
  const { run, stderr, words } = await runWith(
    (start, end) => `google:1:104,${start},${end},0.4,0.02`,
    (start, end) => `google:1:102,${start},${end},much,0.02`,
    (start, end) => `radio:9,${start},${end},2,0.5`,
  );
  expect(run.ingest).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  expect(run.ingest.rejects).toMatchObject([{ file: 'experiments.csv', line: 3, code: 'InvalidRow' }]);
  expect(stderr).toContain("there is no data of 'radio:9': its lift test is left aside");
  expect(run.runId).not.toBe(before.runId);
  expect(scoreOf(run, 'google:1:104')?.reason).toContain(`${words}: 0.4 ± 0.02`);
  expect(scoreOf(run, 'google:1:104')?.marginalRoas).toBeLessThan(0.4);
  expect(proposedIn(before)('google:1:104')).toBeGreaterThan(500_000_000);
  expect(proposedIn(run)('google:1:104')).toBeLessThan(500_000_000);
  expect(await readFile(join(client.folder, String(run.report)), 'utf8')).toContain(words);
});

test('restated, a test is replaced; stated again as it was, it changes nothing', async () => {
  const { run, words } = await runWith((start, end) => `google:1:104,${start},${end},2.6,0.1`);
  expect(scoreOf(run, 'google:1:104')?.reason).toMatch(new RegExp(`${words}: 2.6 ± 0.1$`));
  expect(proposedIn(run)('google:1:104')).toBeGreaterThan(500_000_000);
  const again = await runWith((start, end) => `google:1:104,${start},${end},2.60,0.10`);
  expect(again.run.runId).toBe(run.runId);
});
