import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, account } from './cli.ts';
import { Audit, Changes, Plans, RunDocument, currentIn, proposedIn } from './documents.ts';
import { BUDGETS, HEADER, TRUTH, historyRows, richAccount, trueReturn } from './rich-account.ts';

let client: Account;
let first: RunDocument;

beforeAll(async () => {
  client = await account(richAccount());
  first = v.parse(RunDocument, (await client.json('run')).document);
});
afterAll(() => client.remove());

describe('a rich, fresh account', () => {
  test('gets a plan that moves money within its guardrails, to the micro', () => {
    const { status, lines, budgetMicros } = first.plan;
    expect(status).toBe('optimal');
    expect(lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(budgetMicros);
    expect(budgetMicros).toBe(3_150_000_000);
    for (const { currentMicros, currentSource, proposedMicros } of lines) {
      expect(currentSource).toBe('file');
      expect(proposedMicros % 10_000).toBe(0);
      expect(Math.abs(proposedMicros - currentMicros)).toBeLessThanOrEqual(0.2 * currentMicros);
    }
  });

  test('truly earns more, by the curves its history was made from', () => {
    expect(trueReturn(proposedIn(first))).toBeGreaterThan(trueReturn(currentIn(first)) * 1.005);
    expect(first.plan.expected.probabilityBetter).toBeGreaterThanOrEqual(0.8);
  });

  test('the gain it was promised is near the gain it truly gets', () => {
    const truly = (trueReturn(proposedIn(first)) - trueReturn(currentIn(first))) * 1e6;
    expect(first.plan.expected.upliftMicros / truly).toBeGreaterThan(0.6);
    expect(first.plan.expected.upliftMicros / truly).toBeLessThan(1.5);
  });

  test('the proof holds: what no plan within the limits can pass is near, but for moves not worth a change', () => {
    const { gap, boundMicros } = first.plan.certificate;
    expect(gap).toBeGreaterThanOrEqual(0);
    expect((gap ?? 1) * (boundMicros ?? 1)).toBeLessThan(0.021 * first.plan.expected.upliftMicros);
  });

  test('has a report that opens from disk and asks nobody for anything', async () => {
    const html = await readFile(join(client.folder, String(first.report)), 'utf8');
    expect(html).toContain('<!doctype html>');
    expect(html).not.toMatch(/(src|href)="https?:/);
  });

  test('run again, nothing is new and the plan is the same one', async () => {
    const { document, stdout } = await client.json('run');
    const second = v.parse(RunDocument, document);
    expect(second.ingest).toMatchObject({ files: 0, accepted: 0 });
    expect({ ...second, ingest: null }).toEqual({ ...first, ingest: null });
    expect(stdout).not.toContain('NaN');
    expect(v.parse(Plans, (await client.json('plans')).document).plans).toHaveLength(1);
  });

  test('what-if answers in full and leaves nothing behind', async () => {
    const { document } = await client.json('what-if', '--budget', '4095', '--set', 'google:1:101.max=320');
    const answer = v.parse(v.pick(RunDocument, ['plan']), document);
    expect(answer.plan.lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(4_095_000_000);
    expect(proposedIn(answer)('google:1:101')).toBe(320_000_000);
    expect(v.parse(Plans, (await client.json('plans')).document).plans).toHaveLength(1);
  });

  test('a limit of a channel that is not there is refused, the nearest named', async () => {
    const { status, stderr } = await client.run('what-if', '--set', 'google:1:01.max=320');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/google:1:101/) });
  });
});

describe('the same facts in other files give the same plan', () => {
  const planOf = async (files: Readonly<Record<string, string>>) => {
    const other = await account({ 'policy.yaml': richAccount()['policy.yaml'] ?? '', ...files });
    const { plan } = v.parse(RunDocument, (await other.json('run')).document);
    await other.remove();
    return plan.lines;
  };
  const rows = historyRows(Date.now());
  const csv = (some: readonly string[]) => [HEADER, ...some, ''].join('\n');

  test('shuffled', async () => {
    const shuffled = rows.toSorted((a, b) =>
      a.split('').reverse().join('') < b.split('').reverse().join('') ? -1 : 1,
    );
    expect(await planOf({ 'inbox/z.csv': csv(shuffled), 'inbox/a.csv': `${BUDGETS}\n` })).toEqual(first.plan.lines);
  });

  test('split', async () => {
    const files = {
      'inbox/1.csv': csv(rows.slice(0, 200)),
      'inbox/2.csv': csv(rows.slice(200)),
      'inbox/b.csv': `${BUDGETS}\n`,
    };
    expect(await planOf(files)).toEqual(first.plan.lines);
  });

  test('restated: the later delivery of a day stands', async () => {
    const wrong = rows.map((row) => row.replace(/[\d.]+$/, '1.00'));
    const files = { 'inbox/1-early.csv': csv(wrong), 'inbox/2-late.csv': csv(rows), 'inbox/b.csv': `${BUDGETS}\n` };
    expect(await planOf(files)).toEqual(first.plan.lines);
  });
});

describe('applying', () => {
  test('writes sheets and an audit entry per change; twice writes once; rolling back restores', async () => {
    const applied = v.parse(Changes, (await client.json('apply', first.runId)).document);
    const written = applied.lines.filter(({ outcome }) => outcome === 'written');
    expect(written.length).toBeGreaterThan(3);
    const sheet = await readFile(join(client.folder, 'out', first.runId, 'plan.csv'), 'utf8');
    for (const { channel } of written) expect(sheet).toContain(channel);

    const again = v.parse(Changes, (await client.json('apply', first.runId)).document);
    expect(again.lines.filter(({ outcome }) => outcome === 'written')).toEqual([]);

    const rerun = v.parse(RunDocument, (await client.json('run')).document);
    expect(rerun.runId).toBe(first.runId);
    expect(rerun.applied).toMatchObject({ lines: written.length });

    await client.json('rollback', first.runId);
    const { changes } = v.parse(Audit, (await client.json('audit')).document);
    expect(changes).toHaveLength(2 * written.length);
    for (const { channel, fromMicros } of written) {
      const own = changes.filter((change) => change.channel === channel);
      expect(own.map(({ action }) => action).sort()).toEqual(['apply', 'rollback']);
      expect(own.find(({ action }) => action === 'rollback')?.toMicros).toBe(fromMicros);
    }
  });

  test('an unknown run is refused, the known ones named', async () => {
    const { status, stderr } = await client.run('apply', '2020-01-01-00000000');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(first.runId) });
  });
});

test('a plan on stale data is made but not applied', async () => {
  const nowMs = Date.now() - 30 * 86_400_000;
  const stale = await account({
    ...richAccount(),
    'inbox/history.csv': [HEADER, ...historyRows(nowMs), ''].join('\n'),
  });
  const { runId } = v.parse(RunDocument, (await stale.json('run')).document);
  const { status, stderr } = await stale.run('apply', runId);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/days old; maxAgeDays is 3/) });
  await stale.remove();
});

test('approval auto applies a fresh plan within the run, once', async () => {
  const auto = await account(richAccount('approval: auto\n'));
  const { runId, applied } = v.parse(RunDocument, (await auto.json('run')).document);
  expect(applied?.lines).toBeGreaterThan(3);
  expect(v.parse(RunDocument, (await auto.json('run')).document)).toMatchObject({ runId, applied });
  const { changes } = v.parse(Audit, (await auto.json('audit')).document);
  expect(new Set(changes.map(({ channel }) => channel)).size).toBe(changes.length);
  await auto.remove();
});

test('approval auto leaves a stale plan to a person, and says why', async () => {
  const nowMs = Date.now() - 30 * 86_400_000;
  const stale = await account({
    ...richAccount('approval: auto\n'),
    'inbox/history.csv': [HEADER, ...historyRows(nowMs), ''].join('\n'),
  });
  const { document, stderr } = await stale.json('run');
  expect(v.parse(RunDocument, document).applied).toBeNull();
  expect(stderr).toMatch(/not applied by itself.*days old/);
  await stale.remove();
});

test('a budget below the minimums is infeasible, named by how much; what was ingested stays', async () => {
  const files = richAccount('budget: 100\nchannels:\n  - { match: "google:1:10*", min: 50 }\n');
  const tight = await account(files);
  const { status, stderr } = await tight.run('run');
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/300.*100.*200/s) });
  expect((await tight.json('score')).status).toBe(0);
  expect((await tight.run('what-if')).status).toBe(2);
  await tight.remove();
});

test('a total lowered below the sum of today lowers every unlocked budget, whatever the guardrail', async () => {
  const lowered = await account(
    richAccount(`budget: 1000\nchannels:\n  - { match: "${TRUTH[0]?.channel}", lock: true }\n`),
  );
  const { plan } = v.parse(RunDocument, (await lowered.json('run')).document);
  expect(plan.lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(1_000_000_000);
  expect(plan.lines.find(({ binding }) => binding === 'lock')?.proposedMicros).toBe(300_000_000);
  await lowered.remove();
});

test('asked for a day that nobody has delivered, it judges by the newest there is, and says so', async () => {
  const nowMs = Date.now() - 5 * 86_400_000;
  const behind = await account({
    ...richAccount(),
    'inbox/history.csv': [HEADER, ...historyRows(nowMs), ''].join('\n'),
  });
  const { asOf } = v.parse(RunDocument, (await behind.json('run')).document);
  const { document, stderr } = await behind.json('run', '--as-of', '2099-01-01');
  expect(v.parse(RunDocument, document).asOf).toBe(asOf);
  expect(stderr).toMatch(/no source has delivered 2099-01-01 yet/);
  expect((await behind.run('score', '--since', '2099-01-01')).stderr).toMatch(/no data since 2099-01-01/);
  await behind.remove();
});

test('a store is not read under another currency', async () => {
  const store = await account(richAccount());
  await store.json('run');
  await store.write({ 'policy.yaml': 'currency: EUR\ntimeZone: UTC\n' });
  for (const command of ['score', 'what-if', 'run']) {
    const { status, stderr } = await store.run(command);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/USD.*EUR/) });
  }
  await store.remove();
});
