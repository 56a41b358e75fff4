import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, type Finished, account, start } from './cli.ts';
import { RunDocument } from './documents.ts';
import { richAccount } from './rich-account.ts';

const files = richAccount();
let undisturbed: RunDocument;

beforeAll(async () => {
  const client = await account(files);
  undisturbed = v.parse(RunDocument, (await client.json('run')).document);
  await client.remove();
});

/** Runs `marginal run` and sends it the signal once that many files have come or gone in its store. */
async function disturb(client: Account, signal: NodeJS.Signals, afterChanges: number): Promise<Finished> {
  await mkdir(join(client.folder, '.marginal', 'objects'), { recursive: true });
  const { child, finished } = start(['run', '--json'], client.folder);
  let changes = 0;
  const watcher = watch(join(client.folder, '.marginal'), { recursive: true }, () => {
    changes += 1;
    if (changes === afterChanges) child.kill(signal);
  });
  const result = await finished;
  watcher.close();
  return result;
}

describe('a run that is stopped anywhere is completed by the next', () => {
  test.each([2, 20, 60, 120, 200, 300])('killed after %i changes in the store', async (afterChanges) => {
    const client = await account(files);
    await disturb(client, 'SIGKILL', afterChanges);
    const { plan, channels } = v.parse(RunDocument, (await client.json('run')).document);
    expect(plan.lines).toEqual(undisturbed.plan.lines);
    expect(channels).toEqual(undisturbed.channels);
    await client.remove();
  });

  test.each([5, 40, 150])('interrupted by Ctrl-C after %i changes', async (afterChanges) => {
    const client = await account(files);
    const { status, stderr, stdout } = await disturb(client, 'SIGINT', afterChanges);
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code: 'Interrupted' } });
    expect(existsSync(join(client.folder, '.marginal', 'lock'))).toBe(false);
    const { plan, channels } = v.parse(RunDocument, (await client.json('run')).document);
    expect(plan.lines).toEqual(undisturbed.plan.lines);
    expect(channels).toEqual(undisturbed.channels);
    await client.remove();
  });
});

describe('two processes on one store', () => {
  let client: Account;
  beforeAll(async () => {
    client = await account(files);
  });
  afterAll(() => client.remove());

  test('the second waits, saying so, and finds the work done', async () => {
    const both = await Promise.all([client.json('run'), client.json('run')]);
    const [one, other] = both.map(({ document }) => v.parse(RunDocument, document));
    expect(one?.plan).toEqual(other?.plan);
    expect(new Set([one?.ingest.files, other?.ingest.files])).toEqual(new Set([0, 2]));
    expect(both.filter(({ stderr }) => /holds the store '\.marginal'; waiting/.test(stderr))).toHaveLength(1);
  });
});
