import { describe, expect, test } from 'vitest';
import { RAW_EVENTS_DAYS } from '../../../functions/core/retention.ts';
import { listRawFiles } from '../../../functions/ingest/handlers/list-raw-files.ts';
import { loadManifest } from '../../../functions/ingest/manifest.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../../memory-world.ts';
import { readJson, runIngest } from '../run-ingest.ts';

const DAY_MS = 86_400_000;
const CLICK = '{"at":"2026-09-30T10:00:00Z","channel":"a","type":"click"}\n';
const REPORT = 'date,channel,spend\n2026-09-12,google:1:2,5\n';
const BACKFILL = { backfill: 'mine' };

async function stored() {
  const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': CLICK, 'b.csv': REPORT }) });
  await runIngest(world);
  return world;
}

describe('ListRawFiles', () => {
  test('lists every batch there is, and its groups as an object that a Map can read', async () => {
    const world = await stored();
    const listed = await listRawFiles(BACKFILL, world);
    expect(listed).toMatchObject({ files: 2, groupCount: 1 });
    const manifests = await world.objects.list('manifests/');
    const groupsKey = manifests.find((key) => key.endsWith('/groups.json')) ?? '';
    const manifestKey = groupsKey.replace('/groups.json', '.json');
    expect(listed).toMatchObject({ manifestKey, groupsKey });
    expect(await readJson(world, groupsKey)).toEqual([{ manifestKey, group: 0 }]);
    const { files, isRefold } = await loadManifest(world.objects, manifestKey);
    expect(files.map(({ name }) => name)).toEqual(['a.ndjson', expect.stringMatching(/^b\.csv@/)]);
    expect(isRefold).toBe(true);
  });

  test('leaves out events whose raw files have expired; reports never do', async () => {
    const world = await stored();
    const at = (days: number) => ({ ...world, clock: fixedClock(NOON_2026_10_01 + days * DAY_MS) });
    expect(await listRawFiles(BACKFILL, at(RAW_EVENTS_DAYS - 1))).toMatchObject({ files: 2 });
    expect(await listRawFiles(BACKFILL, at(RAW_EVENTS_DAYS))).toMatchObject({ files: 1 });
  });

  test('an empty store, and a policy of another currency, are refused', async () => {
    await expect(listRawFiles(BACKFILL, memoryWorld())).rejects.toMatchObject({ code: 'NoData' });
    const policy = { read: async () => ({ name: 'policy.yaml', text: 'currency: EUR\ntimeZone: UTC\n' }) };
    await expect(listRawFiles(BACKFILL, { ...(await stored()), policy })).rejects.toMatchObject({
      code: 'CurrencyMismatch',
    });
  });
});
