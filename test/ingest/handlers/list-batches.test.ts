import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../../functions/core/errors.ts';
import type { World } from '../../../functions/core/world.ts';
import { keepInbox, takeInbox } from '../../../functions/ingest/backfill-lease.ts';
import { listBatches } from '../../../functions/ingest/handlers/list-batches.ts';
import { loadManifest } from '../../../functions/ingest/manifest.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../../memory-world.ts';
import { runIngest } from '../run-ingest.ts';

const CLICK = '{"at":"2026-09-30T10:00:00Z","channel":"a","type":"click"}\n';

/** A megabyte and more. */
const MUCH = CLICK.repeat(20_000);

function policy(text: string): Pick<World, 'policy'> {
  return { policy: { read: async () => ({ name: 'policy.yaml', text }) } };
}

describe('ListBatches', () => {
  test('lists what is new in a manifest, beside the policy as it stands', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': MUCH, 'a.csv': 'x' }) });
    const listed = await listBatches({}, world);
    expect(listed).toMatchObject({
      groups: [0],
      groupCount: 1,
      files: 2,
      policyKey: expect.stringMatching(/^policies\//),
    });
    const [manifestKey = ''] = await world.objects.list('manifests/');
    expect(listed).toMatchObject({ manifestKey, runKey: manifestKey });
    const manifest = await loadManifest(world.objects, manifestKey);
    expect(manifest.arrivalMs).toBe(NOON_2026_10_01);
    expect(manifest.files.map(({ name }) => name)).toEqual(['a.csv', 'b.ndjson']);
  });

  test('a few small files are folded at once, and no group is left to fold', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK, 'a.csv': 'x' }) });
    expect(await listBatches({}, world)).toMatchObject({ groups: [], groupCount: 1, files: 2 });
    expect((await world.ledger.query('register')).map(({ value }) => value['name'])).toEqual(['b.ndjson']);
    expect(await runIngest(world)).toMatchObject({ files: 1 });
  });

  test.each([
    ['11 files', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`${index}.ndjson`, CLICK]))],
    ['a large one', { 'a.ndjson': MUCH }],
  ])('%s are left to FoldBatches, and what comes of them is the same', async (_, files) => {
    const world = memoryWorld({ inbox: memoryInbox(files) });
    expect(await listBatches({}, world)).toMatchObject({ groups: [0], files: Object.keys(files).length });
    expect(await world.ledger.query('register')).toEqual([]);
  });

  test('what it cannot fold it leaves to FoldBatches, which fails under its own name', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK }) });
    const broken = {
      ...world.objects,
      put: (key: string, bytes: Uint8Array) =>
        key.startsWith('pages/')
          ? Promise.reject(new MarginalError('StoreFull', 'no space left'))
          : world.objects.put(key, bytes),
      create: (key: string, bytes: Uint8Array) =>
        key.startsWith('pages/')
          ? Promise.reject(new MarginalError('StoreFull', 'no space left'))
          : world.objects.create(key, bytes),
    };
    expect(await listBatches({}, { ...world, objects: broken })).toMatchObject({ groups: [0] });
    expect(await runIngest(world)).toMatchObject({ files: 1, accepted: 1 });
  });

  test('goes by the policy it is given', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK }) });
    await world.objects.put('policies/mine.yaml', Buffer.from('currency: EUR\ntimeZone: UTC\n'));
    expect(await listBatches({ policyKey: 'policies/mine.yaml' }, world)).toMatchObject({
      policyKey: 'policies/mine.yaml',
    });
  });

  test('a further round of a backfill keeps the inbox, and stops where another backfill has begun', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': CLICK }) });
    const first = await listBatches({ backfill: 'mine' }, world);
    expect(await listBatches({ backfill: 'mine', listed: first }, world)).toMatchObject({ round: 2 });
    await takeInbox('another', world);
    await expect(listBatches({ backfill: 'mine', listed: first }, world)).rejects.toMatchObject({ code: 'Conflict' });
    await keepInbox('another', world);
  });

  test('with nothing new there is no group, and looking again leaves no trace', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK }) });
    await runIngest(world);
    const first = await listBatches({}, world);
    expect(first).toMatchObject({ groups: [], groupCount: 0, files: 0 });
    const objects = await world.objects.list('');
    expect(await listBatches({}, { ...world, clock: fixedClock(NOON_2026_10_01 + 1) })).toEqual(first);
    expect(await world.objects.list('')).toEqual(objects);
  });

  test('a policy that is wrong stops it before anything is written', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK }), ...policy('currency: USD\n') });
    await expect(listBatches({}, world)).rejects.toMatchObject({ name: expect.stringMatching(/^Policy/) });
    expect(await world.objects.list('')).toEqual([]);
  });

  test('a store in one currency and zone is not mixed with another', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': CLICK }) });
    await runIngest(world);
    await expect(listBatches({}, { ...world, ...policy('currency: EUR\ntimeZone: UTC\n') })).rejects.toMatchObject({
      name: 'CurrencyMismatch',
    });
    await expect(
      listBatches({}, { ...world, ...policy('currency: USD\ntimeZone: Asia/Tokyo\n') }),
    ).rejects.toMatchObject({
      name: 'PolicyInvalid',
      message: expect.stringContaining('Asia/Tokyo'),
    });
    const other = policy('currency: USD\ntimeZone: UTC\nbudget: 100\n');
    expect(await listBatches({}, { ...world, ...other })).toMatchObject({ files: 0 });
  });
});
