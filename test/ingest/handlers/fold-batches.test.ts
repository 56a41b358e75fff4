import * as v from 'valibot';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../../functions/core/errors.ts';
import type { World } from '../../../functions/core/world.ts';
import { loadGroupResults } from '../../../functions/ingest/group-results.ts';
import { foldBatches } from '../../../functions/ingest/handlers/fold-batches.ts';
import { listBatches } from '../../../functions/ingest/handlers/list-batches.ts';
import { loadManifest } from '../../../functions/ingest/manifest.ts';
import { loadRegister } from '../../../functions/ingest/register.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../../memory-world.ts';
import { runIngest } from '../run-ingest.ts';

const CLICK = '{"at":"2026-09-30T10:00:00Z","channel":"a","type":"click"}\n';
const RAW_A = `raw/events/a.ndjson.${NOON_2026_10_01.toString(36)}`;
const REPORT = 'date,channel,spend\n2026-09-30,google:1:2,5\n';

async function list(world: World): Promise<string> {
  return v.parse(v.object({ manifestKey: v.string() }), await listBatches({}, world)).manifestKey;
}

async function fold(world: World, manifestKey: string) {
  await foldBatches({ manifestKey, group: 0 }, world);
  const manifest = await loadManifest(world.objects, manifestKey);
  const { results, missingGroups } = await loadGroupResults(
    { manifestKey, manifest },
    await loadRegister(world.ledger),
    world,
  );
  expect(missingGroups).toBe(0);
  return results;
}

describe('FoldBatches', () => {
  test('answers counts; pages, raw bytes and the register are there, and nothing of what was refused', async () => {
    const bytes = { 'a.ndjson': CLICK, 'b/c.csv': REPORT, 'cut.ndjson.gz': gzipSync(CLICK).subarray(0, 20) };
    const world = memoryWorld({ inbox: memoryInbox(bytes) });
    const manifestKey = await list(world);
    expect(await foldBatches({ manifestKey, group: 0 }, world)).toEqual({ files: 3, refusedFiles: 1 });
    expect((await world.objects.list('')).filter((key) => !/^(manifests|policies)\//.test(key))).toEqual([
      expect.stringMatching(/^pages\/events\/a\.ndjson\.e1-\w+\.UTC$/),
      expect.stringMatching(/^pages\/reports\/b%2Fc\.csv%40[0-9a-f]{16}\.r1-\w+$/),
      RAW_A,
      expect.stringMatching(/^raw\/reports\/b%2Fc\.csv%40[0-9a-f]{16}$/),
    ]);
    expect(Buffer.from((await world.objects.get(RAW_A)) ?? []).toString()).toBe(CLICK);
    const register = await world.ledger.query('register');
    expect(register.map(({ sort }) => sort)).toEqual(['a.ndjson', expect.stringMatching(/^b\/c\.csv@/)]);
    expect(register[1]?.value).toMatchObject({
      name: 'b/c.csv',
      kind: 'performance',
      days: ['2026-09-30'],
      coverage: [
        { source: expect.stringMatching(/^plain\/google/), throughDay: '2026-09-30', lastActiveDay: '2026-09-30' },
      ],
      counts: { rows: 1, events: 0, accepted: 1, rejected: 0 },
    });
  });

  test('tried again after it was cut off, it tells the same as if it had not been', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': `${CLICK}bad\n`, 'b.csv': REPORT }) });
    const manifestKey = await list(world);
    const first = await fold(world, manifestKey);
    expect(first).toMatchObject([
      { outcome: 'taken', events: 2, accepted: 1, rejected: 1, rejects: [{ line: 2, code: 'InvalidJson' }] },
      { outcome: 'taken', rows: 1, accepted: 1 },
    ]);
    expect(await fold(world, manifestKey)).toEqual(first);
  });

  test('other bytes under the name of a batch are refused, and what was there stays', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': CLICK }) });
    await runIngest(world);
    const changed = { ...world, inbox: memoryInbox({ 'a.ndjson': CLICK + CLICK }) };
    expect(await fold(changed, await list(changed))).toEqual([
      expect.objectContaining({
        outcome: 'refused',
        code: 'BatchChanged',
        message: expect.stringContaining("'a.ndjson'"),
      }),
    ]);
    expect(Buffer.from((await world.objects.get(RAW_A)) ?? []).toString()).toBe(CLICK);
  });

  test('a report under the same name is another delivery', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.csv': REPORT }) });
    await runIngest(world);
    const changed = { ...world, inbox: memoryInbox({ 'a.csv': `${REPORT}2026-10-01,google:1:2,6\n` }) };
    expect(await fold(changed, await list(changed))).toMatchObject([{ outcome: 'taken', rows: 2 }]);
    expect(await world.ledger.query('register')).toHaveLength(2);
  });

  test('the same bytes under a new date are duplicates once, and then not read again', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': `${CLICK}bad\n` }) });
    await runIngest(world);
    const inbox = {
      ...world.inbox,
      list: async () => ({ files: [{ name: 'a.ndjson', bytes: 1, fingerprint: 'touched' }], unreadable: [] }),
    };
    const later = { ...world, inbox, clock: fixedClock(NOON_2026_10_01 + 1) };
    expect(await runIngest(later)).toMatchObject({ files: 1, events: 2, accepted: 0, rejected: 0, duplicates: 2 });
    expect(await listBatches({}, later)).toMatchObject({ files: 0 });
  });

  test('an empty file is not remembered: whole the next time, it is taken', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': '' }) });
    expect(await runIngest(world)).toMatchObject({ files: 0, refusedFiles: 0, events: 0 });
    const whole = { ...world, inbox: memoryInbox({ 'a.ndjson': CLICK }) };
    expect(await runIngest(whole)).toMatchObject({ files: 1, accepted: 1 });
  });

  test('half a copy is refused, plain or gzip; whole the next time, it is taken', async () => {
    const whole = { 'a.ndjson': CLICK + CLICK, 'b.ndjson.gz': gzipSync(CLICK) };
    const half = { 'a.ndjson': whole['a.ndjson'].slice(0, 80), 'b.ndjson.gz': whole['b.ndjson.gz'].subarray(0, 30) };
    const world = memoryWorld({ inbox: memoryInbox(half) });
    const first = await runIngest(world);
    expect(first).toMatchObject({ files: 0, events: 0, refusedFiles: 2 });
    expect(first.rejects.map(({ file, code }) => [file, code])).toEqual([
      ['a.ndjson', 'TruncatedFile'],
      ['b.ndjson.gz', 'TruncatedFile'],
    ]);
    expect(await runIngest({ ...world, inbox: memoryInbox(whole) })).toMatchObject({
      files: 2,
      accepted: 3,
      refusedFiles: 0,
    });
  });

  test('a file that cannot be read, or changes while it is, is refused; the others go on', async () => {
    const inbox = memoryInbox({ 'a.ndjson': CLICK, 'locked.ndjson': CLICK, 'growing.ndjson': CLICK });
    let opened = 0;
    const world = memoryWorld({
      inbox: {
        list: async () => ({ ...(await inbox.list()), unreadable: [{ name: 'folder', message: 'EACCES' }] }),
        open: async function* open(name) {
          if (name === 'locked.ndjson') throw new MarginalError('UnreadableFile', `cannot read '${name}': EACCES`);
          yield* inbox.open(name);
          if (name === 'growing.ndjson') yield Buffer.from(CLICK.repeat((opened += 1)));
        },
      },
    });
    const { rejects, ...counts } = await runIngest(world);
    expect(counts).toMatchObject({ files: 1, events: 1, accepted: 1, refusedFiles: 3 });
    expect(rejects.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['folder', 0, 'UnreadableFile'],
      ['growing.ndjson', 0, 'UnreadableFile'],
      ['locked.ndjson', 0, 'UnreadableFile'],
    ]);
    expect(await world.objects.list('raw/')).toEqual([RAW_A]);
  });

  test('a file larger than the inbox takes is refused unread and parked; the others go on', async () => {
    const inbox = memoryInbox({ 'a.ndjson': CLICK, 'huge.ndjson': CLICK, 'huge.csv': 'x' });
    const listed = await inbox.list();
    const parked: string[] = [];
    const world = memoryWorld({
      inbox: {
        bytesMax: 3e9,
        list: async () => ({
          ...listed,
          files: listed.files.map((file) => (file.name.startsWith('huge') ? { ...file, bytes: 6.4e9 } : file)),
        }),
        open: async function* open(name) {
          if (name.startsWith('huge')) throw new TypeError('it was opened');
          yield* inbox.open(name);
        },
        park: async ({ name }, { code }) => void parked.push(`${name}: ${code}`),
      },
    });
    const { rejects, ...counts } = await runIngest(world);
    expect(counts).toMatchObject({ files: 1, accepted: 1, refusedFiles: 2 });
    expect(rejects.map(({ message }) => message)).toContain(
      "'huge.ndjson' has 6.4 GB; files of up to 3.0 GB are taken in here: split it",
    );
    expect(parked.sort()).toEqual(['huge.csv: FileTooLarge', 'huge.ndjson: FileTooLarge']);
  });

  test('a full disk is no fault of the file: it ends the run, and nothing is registered', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': CLICK.repeat(20_000) }) });
    const manifestKey = await list(world);
    const full = {
      ...world,
      objects: { ...world.objects, put: () => Promise.reject(new MarginalError('StoreFull', 'no space left')) },
    };
    await expect(foldBatches({ manifestKey, group: 0 }, full)).rejects.toMatchObject({ name: 'StoreFull' });
    expect(await world.ledger.query('register')).toEqual([]);
  });

  test('of 25,000 wrong lines 100 are told and all are kept', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': 'x\n'.repeat(25_000) + CLICK }) });
    const summary = await runIngest(world);
    expect(summary).toMatchObject({ events: 25_001, accepted: 1, rejected: 25_000 });
    expect(summary.rejects).toHaveLength(100);
    const parts = await world.objects.list('rejects/');
    expect(parts).toHaveLength(3);
    const kept = await Promise.all(
      parts.map(async (key) => Buffer.from((await world.objects.get(key)) ?? []).toString()),
    );
    expect(
      kept
        .join('')
        .trimEnd()
        .split('\n')
        .map((line) => v.parse(v.object({ line: v.number() }), JSON.parse(line)).line),
    ).toEqual(Array.from({ length: 25_000 }, (_, index) => index + 1));
  });
});
