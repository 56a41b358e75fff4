import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { takeInbox } from '../../../functions/ingest/backfill-lease.ts';
import { listRawFiles } from '../../../functions/ingest/handlers/list-raw-files.ts';
import { rollUpAgain } from '../../../functions/ingest/handlers/roll-up-again.ts';
import { memoryInbox, memoryWorld } from '../../memory-world.ts';
import { readRollups, runIngest } from '../run-ingest.ts';

const click = (day: string) => `{"at":"${day}T10:00:00Z","channel":"a","type":"click"}\n`;

async function planned() {
  const inbox = memoryInbox({ 'a.ndjson': click('2026-09-28') + click('2026-09-29'), 'b.ndjson': click('2026-09-30') });
  const world = memoryWorld({ inbox });
  await runIngest(world);
  const listed = await listRawFiles({ backfill: 'mine' }, world);
  const { manifestKey } = v.parse(v.object({ manifestKey: v.string() }), listed);
  return { world, input: { manifestKey, backfill: 'mine', afterDay: '' } };
}

describe('RollUpAgain', () => {
  test('makes the days from their pages as they were', async () => {
    const { world, input } = await planned();
    const before = await readRollups(world);
    for (const key of await world.objects.list('rollups/')) await world.objects.delete(key);
    expect(await rollUpAgain(input, world)).toMatchObject({ files: 2, events: 3, days: 3, unfinished: null });
    expect(await readRollups(world)).toEqual(before);
  });

  test('goes on after the day that an earlier call came to', async () => {
    const { world, input } = await planned();
    for (const key of await world.objects.list('rollups/')) await world.objects.delete(key);
    const answer = await rollUpAgain({ ...input, afterDay: '2026-09-28' }, world);
    expect(answer).toMatchObject({ throughDay: '2026-09-30' });
    const days = (await world.objects.list('rollups/')).map((key) => key.split('/')[1]);
    expect(days).toEqual(['2026-09-29', '2026-09-30']);
  });

  test('groups that were not folded again are counted', async () => {
    const { world, input } = await planned();
    expect(await rollUpAgain(input, world)).toMatchObject({ missingGroups: 1 });
  });

  test('stops where another backfill has begun', async () => {
    const { world, input } = await planned();
    await takeInbox('another', world);
    await expect(rollUpAgain(input, world)).rejects.toMatchObject({ code: 'Conflict' });
  });
});
