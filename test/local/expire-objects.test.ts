import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderObjects } from '../../functions/adapters/objects/folder.ts';
import { RAW_EVENTS_DAYS } from '../../functions/core/retention.ts';
import { closeManifests, loadOpen, openManifest } from '../../functions/ingest/open-work.ts';
import { expireObjects } from '../../local/expire-objects.ts';
import { memoryLedger, memoryWorld } from '../memory-world.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-10-01T12:00:00Z');

const MANIFEST = { arrivalMs: NOW_MS, policyKey: 'policies/a.yaml', files: [], groups: [], unreadable: [] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginal-expire-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(key: string, days: number): Promise<void> {
  await folderObjects(folder).put(key, Buffer.from('x'));
  await utimes(join(folder, key), new Date(NOW_MS - days * DAY_MS), new Date(NOW_MS - days * DAY_MS));
}

test('raw files and pages of events expire as a bucket would have it, and nothing else does', async () => {
  await put('raw/events/old.ndjson', RAW_EVENTS_DAYS + 0.1);
  await put('raw/events/new.ndjson', RAW_EVENTS_DAYS - 0.1);
  await put('pages/events/old.ndjson.e1-x.UTC', 31);
  await put('pages/events/new.ndjson.e1-x.UTC', RAW_EVENTS_DAYS + 1);
  await put('manifests/abc/result.json', 31);
  for (const kept of ['raw/reports/a', 'pages/reports/a', 'rollups/2026-09-30/a', 'claims/index/a', 'plans/a.json']) {
    await put(kept, 400);
  }
  await expireObjects(folder, memoryLedger(), NOW_MS);
  expect(await folderObjects(folder).list('')).toEqual([
    'claims/index/a',
    'pages/events/new.ndjson.e1-x.UTC',
    'pages/reports/a',
    'plans/a.json',
    'raw/events/new.ndjson',
    'raw/reports/a',
    'rollups/2026-09-30/a',
  ]);
});

test('the folder is looked through once a day, and one that is not there yet is left so', async () => {
  await expireObjects(join(folder, 'none'), memoryLedger(), NOW_MS);
  await expireObjects(folder, memoryLedger(), NOW_MS);
  await put('raw/events/old.ndjson', RAW_EVENTS_DAYS + 1);
  await expireObjects(folder, memoryLedger(), NOW_MS + DAY_MS - 1);
  expect(await folderObjects(folder).list('')).toHaveLength(1);
  await expireObjects(folder, memoryLedger(), NOW_MS + DAY_MS);
  expect(await folderObjects(folder).list('')).toEqual([]);
});

test('nothing expires while an ingest is open, however long ago it was cut off; all is as ever once it is closed', async () => {
  const world = memoryWorld();
  const open = await loadOpen(world.ledger);
  await openManifest('manifests/cut.json', open, world);
  await put('manifests/cut.json', 40);
  await put('pages/events/cut.ndjson.e1-x.UTC', 40);
  await expireObjects(folder, world.ledger, NOW_MS);
  expect(await folderObjects(folder).list('')).toHaveLength(2);
  const work = { ownKey: 'manifests/cut.json', manifest: MANIFEST, completed: [], batches: [] };
  await closeManifests(work, { taken: [], isComplete: true }, world);
  await expireObjects(folder, world.ledger, NOW_MS);
  expect(await folderObjects(folder).list('')).toEqual([]);
});
