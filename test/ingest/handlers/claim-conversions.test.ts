import { describe, expect, test } from 'vitest';
import { claimConversions } from '../../../functions/ingest/handlers/claim-conversions.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../../memory-world.ts';
import { runIngest } from '../run-ingest.ts';

function conversion(id: string): string {
  return `${JSON.stringify({ at: '2026-09-30T10:00:00Z', channel: 'a', type: 'conversion', id, valueMicros: 1 })}\n`;
}

describe('ClaimConversions', () => {
  test('writes the duplicates of a batch once, and nothing for a batch without', async () => {
    const world = memoryWorld({
      inbox: memoryInbox({ '1.ndjson': conversion('x'), '2.ndjson': conversion('y') + conversion('x') }),
    });
    await runIngest(world);
    const [duplicatesKey = '', ...others] = await world.objects.list('claims/2');
    expect(duplicatesKey).toMatch(/^claims\/2\.ndjson\.[0-9a-f]{8}$/);
    expect(others).toEqual([]);
    expect((await world.ledger.query('claim')).map(({ sort, value }) => [sort, value])).toEqual([
      ['1.ndjson', { key: null, duplicates: 0, turn: 1 }],
      ['2.ndjson', { key: duplicatesKey, duplicates: 1, turn: 1 }],
    ]);
    const manifestKey = (await world.objects.list('manifests/')).find((key) => /\/\w{24}\.json$/.test(key));
    expect(await claimConversions({ manifestKey }, world)).toEqual({ batches: 0, duplicates: 0, left: 0 });
  });

  test('a batch that comes later never takes a claim from one that was there, whatever the clock says', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'b.ndjson': conversion('x') }) });
    await runIngest(world);
    const later = {
      ...world,
      inbox: memoryInbox({ 'a.ndjson': conversion('x') }),
      clock: fixedClock(NOON_2026_10_01 - 3 * 3_600_000),
    };
    expect(await runIngest(later)).toMatchObject({ events: 1, accepted: 0, duplicates: 1 });
  });

  test('what was decided before its mark was written stays decided', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ '1.ndjson': conversion('x') + conversion('x') }) });
    const { ledger } = world;
    const unmarked = {
      ...world,
      ledger: {
        ...ledger,
        write: async (...[item, version]: Parameters<typeof ledger.write>) => {
          if (item.partition === 'claim') throw new Error('cut off');
          return ledger.write(item, version);
        },
      },
    };
    await expect(runIngest(unmarked)).rejects.toThrow('cut off');
    expect(await ledger.query('claim')).toEqual([]);
    await runIngest({ ...world, inbox: memoryInbox({ '0.ndjson': conversion('x') }) });
    const marks = await ledger.query('claim');
    expect(marks.map(({ sort, value }) => [sort, value['duplicates']])).toEqual([
      ['0.ndjson', 1],
      ['1.ndjson', 1],
    ]);
  });

  test('an id is remembered through any number of turns, whichever object it has come to lie in', async () => {
    const files: Record<string, string> = {};
    const store = memoryWorld();
    for (let run = 0; run < 20; run += 1) {
      const earlier = Array.from({ length: run }, (_, index) => conversion(`id-${index}`)).join('');
      files[`${String(run).padStart(2, '0')}.ndjson`] = conversion(`id-${run}`) + earlier;
      expect(await runIngest({ ...store, inbox: memoryInbox(files) })).toMatchObject({ accepted: 1, duplicates: run });
    }
    // One object of the day, those of the turns since it was sorted last, and the head.
    expect((await store.objects.list('claims/index/')).length).toBeLessThanOrEqual(9);
  });
});
