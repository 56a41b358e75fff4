import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { World } from '../../functions/core/world.ts';
import { refold } from '../../functions/ingest/refold.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { batchBytes } from './event-lines.ts';
import { dumpFacts, runIngest } from './run-ingest.ts';

const HOUR_MS = 3_600_000;

const REPORTS = {
  'a.csv': 'date,channel,name,spend\n2026-09-29,google:1:2,Brand,1.5\n2026-09-30,google:1:2,Brand,x\n',
  'b.csv': 'date,channel,name,spend\n2026-09-29,google:1:2,Brand new,2.5\n',
  'budgets.csv': 'channel,dailyBudget\ngoogle:1:2,40\n',
};

async function deleteDerived({ objects }: World): Promise<void> {
  for (const prefix of ['pages/', 'claims/', 'rollups/', 'book/', 'rejects/']) {
    for (const key of await objects.list(prefix)) await objects.delete(key);
  }
}

describe('refold', () => {
  test('makes everything again from the raw files, byte for byte, whatever order things came in', async () => {
    const delivery = fc.record({
      files: fc.dictionary(
        fc.constantFrom('1.ndjson', '2.ndjson.gz', '3.ndjson', '4.ndjson', '5.ndjson.gz', '6.ndjson'),
        batchBytes,
        { noNullPrototype: true, minKeys: 1 },
      ),
      // The clock may go back between two deliveries.
      hours: fc.integer({ min: -5, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 4 }), async (deliveries) => {
        const world = memoryWorld();
        const inbox: Record<string, string | Uint8Array> = {};
        for (const [index, { files, hours }] of deliveries.entries()) {
          for (const [name, bytes] of Object.entries(files)) {
            inbox[`${index}-${name}`] = name.endsWith('.gz') ? gzipSync(bytes) : bytes;
          }
          if (index === 1) Object.assign(inbox, REPORTS);
          const clock = fixedClock(NOON_2026_10_01 + hours * HOUR_MS);
          await runIngest({ ...world, clock, inbox: memoryInbox(inbox) });
        }
        if ((await world.ledger.query('register')).length === 0) return;
        const expected = await dumpFacts(world);
        await deleteDerived(world);
        const later = { ...world, clock: fixedClock(NOON_2026_10_01 + 48 * HOUR_MS) };
        await refold(later);
        expect(await dumpFacts(world)).toEqual(expected);
        await refold(later);
        expect(await dumpFacts(world)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('claims that come after it still meet those from before it', async () => {
    const conversion = (id: string) =>
      `${JSON.stringify({ at: '2026-09-30T10:00:00Z', channel: 'a', type: 'conversion', id, valueMicros: 1 })}\n`;
    const world = memoryWorld({ inbox: memoryInbox({ '1.ndjson': conversion('x') }) });
    await runIngest(world);
    await deleteDerived(world);
    await refold(world);
    const more = { ...world, inbox: memoryInbox({ '2.ndjson': conversion('x') + conversion('y') }) };
    expect(await runIngest(more)).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  test('says what it folded; a raw file that was changed is refused, and an empty store has nothing to fold', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ '1.ndjson': '{"at":"2026-09-30T10:00:00Z"}\n', ...REPORTS }) });
    await expect(refold(world)).rejects.toMatchObject({ code: 'NoData' });
    await runIngest(world);
    expect(await refold(world)).toEqual({
      files: 4,
      rows: 4,
      events: 1,
      accepted: 3,
      rejected: 2,
      duplicates: 0,
      days: 1,
      standing: 0,
    });
    const [rawKey = ''] = await world.objects.list('raw/events/');
    await world.objects.put(rawKey, Buffer.from('other'));
    await expect(refold(world)).rejects.toMatchObject({ code: 'ObjectUnreadable' });
  });
});
