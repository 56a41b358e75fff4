import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { World } from '../../functions/core/world.ts';
import { claimBatches, hasConversions } from '../../functions/ingest/claim-batches.ts';
import { loadClaimLedger } from '../../functions/ingest/claim-ledger.ts';
import { loadClaimMarks } from '../../functions/ingest/claim-marks.ts';
import { foldBatches } from '../../functions/ingest/handlers/fold-batches.ts';
import { listBatches } from '../../functions/ingest/handlers/list-batches.ts';
import { loadRegister } from '../../functions/ingest/register.ts';
import { rollUpStaleDays } from '../../functions/ingest/roll-up-stale-days.ts';
import { memoryInbox, memoryWorld } from '../memory-world.ts';
import { readRollups, runIngest } from './run-ingest.ts';

const conversion = (id: string, day = 30) =>
  `${JSON.stringify({ at: `2026-09-${day}T10:00:00Z`, channel: 'a', type: 'conversion', id, valueMicros: 1 })}\n`;
const click = (channel: string, day = 30) =>
  `${JSON.stringify({ at: `2026-09-${day}T10:00:00Z`, channel, type: 'click', costMicros: 1 })}\n`;

/** Files in the register, neither claimed nor rolled up. */
async function folded(files: Readonly<Record<string, string>>): Promise<World> {
  const world = memoryWorld({ inbox: memoryInbox(files) });
  const { manifestKey } = Object(await listBatches({}, world));
  await foldBatches({ manifestKey, group: 0 }, world);
  return world;
}

describe('more conversions than are held at once', () => {
  test('are decided in turns, and the same ones are duplicates', async () => {
    const ids = fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 10, max: 30 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(ids, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (files, idsMax) => {
          const decide = async (limits: { idsMax?: number }) => {
            const lines = files.map((of) => of.map(([id, day]) => conversion(String(id), day)).join('') || click('a'));
            const world = await folded(
              Object.fromEntries(lines.map((text, index) => [`${String(index).padStart(2, '0')}.ndjson`, text])),
            );
            const batches = (await loadRegister(world.ledger)).filter(hasConversions);
            await claimBatches(batches, await loadClaimLedger(world), world, limits);
            const marks = await loadClaimMarks(
              world.ledger,
              batches.map(({ batchId }) => batchId),
            );
            const { segments } = await loadClaimLedger(world);
            return {
              duplicates: [...marks].map(([id, { key, duplicates }]) => [id, key, duplicates]),
              ids: segments.reduce((sum, { count }) => sum + count, 0),
              largest: Math.max(0, ...segments.map(({ count }) => count)),
            };
          };
          const [atOnce, inTurns] = [await decide({}), await decide({ idsMax })];
          expect(inTurns.duplicates).toEqual(atOnce.duplicates);
          expect(inTurns.ids).toBe(atOnce.ids);
          // A file is never decided in parts.
          expect(inTurns.largest).toBeLessThanOrEqual(Math.max(idsMax, ...files.map(({ length }) => length)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what a call leaves is for the next', async () => {
    const world = await folded({
      '1.ndjson': conversion('x'),
      '2.ndjson': conversion('x'),
      '3.ndjson': conversion('x'),
    });
    const batches = (await loadRegister(world.ledger)).filter(hasConversions);
    const limits = { turnsMax: 2, idsMax: 1 };
    const first = await claimBatches(batches, await loadClaimLedger(world), world, limits);
    expect(first).toEqual({ duplicates: 1, left: 1 });
    const rest = batches.slice(2);
    expect(await claimBatches(rest, await loadClaimLedger(world), world, limits)).toEqual({ duplicates: 1, left: 0 });
  });
});

describe('more channels than a day may have', () => {
  test('are an error with a name; the day stands as it stood, and all others are rolled up', async () => {
    const before = memoryWorld({ inbox: memoryInbox({ '0.ndjson': click('a') }) });
    await runIngest(before);
    const inbox = memoryInbox({
      '1.ndjson': click('b') + click('c'),
      '2.ndjson': click('d'),
      '3.ndjson': click('x', 29),
    });
    const world = { ...before, inbox };
    const { manifestKey } = Object(await listBatches({}, world));
    await foldBatches({ manifestKey, group: 0 }, world);
    const work = { batches: await loadRegister(world.ledger), marks: new Map(), arrivalMs: 0, channelsMax: 3 };
    await expect(rollUpStaleDays(work, world)).rejects.toMatchObject({
      code: 'TooManyChannels',
      message: expect.stringContaining('2026-09-30: over all files more than 3 channels a day'),
      details: { days: ['2026-09-30'] },
    });
    const days = await readRollups(world);
    expect(days.map(({ day, channels }) => [day, channels.map(({ channel }) => channel)])).toEqual([
      ['2026-09-29', ['x']],
      ['2026-09-30', ['a']],
    ]);
    expect(await rollUpStaleDays({ ...work, channelsMax: 4 }, world)).toMatchObject({ left: 0 });
    expect((await readRollups(world))[1]?.channels).toHaveLength(4);
  });

  test('more pages than one call reads are left to the next', async () => {
    const world = await folded({ '1.ndjson': click('a', 28), '2.ndjson': click('a', 29), '3.ndjson': click('a', 30) });
    // As many channels as fill a block of days each.
    const batches = (await loadRegister(world.ledger)).map((batch) => ({ ...batch, channelDays: 100_000 }));
    const work = { batches, marks: new Map(), arrivalMs: 0, pagesMax: 2 };
    expect(await rollUpStaleDays(work, world)).toEqual({ restated: 0, left: 1, throughDay: '2026-09-29' });
    expect(await rollUpStaleDays(work, world)).toMatchObject({ left: 0 });
    expect(await readRollups(world)).toHaveLength(3);
  });
});

describe('pages that have expired', () => {
  test('are not missed by days that more batches come for, capped or not', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const event = (costMicros: number, day: number) =>
      `${JSON.stringify({ at: `2026-09-${day}T10:00:00Z`, channel: 'a', type: 'click', costMicros })}\n`;
    const world = memoryWorld({
      inbox: memoryInbox({ '1.ndjson': event(most, 30) + event(5, 29), '2.ndjson': event(most, 30) }),
    });
    await runIngest(world);
    for (const key of await world.objects.list('pages/events/')) await world.objects.delete(key);
    await runIngest({ ...world, inbox: memoryInbox({ '3.ndjson': event(1, 30) + event(2, 29) }) });
    const days = await readRollups(world);
    expect(days.map(({ channels }) => channels[0]?.events['spendMicros'])).toEqual([7, most]);
  });

  test('nor is a manifest that was left open a month ago', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ '1.ndjson': click('a') }) });
    const { manifestKey } = Object(await listBatches({}, world));
    await world.objects.delete(manifestKey);
    expect(await runIngest(world)).toMatchObject({ files: 1, accepted: 1 });
  });
});
