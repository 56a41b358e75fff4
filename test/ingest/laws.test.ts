import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { World } from '../../functions/core/world.ts';
import { fixedClock, memoryInbox, memoryLedger, memoryObjects, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { batchBytes } from './event-lines.ts';
import { dumpStore, readRollups, runIngest } from './run-ingest.ts';

const HOUR_MS = 3_600_000;

/** One file of each kind, two that say different things of the same days, duplicates across batches, and bad ones. */
const INBOX: Readonly<Record<string, string | Uint8Array>> = {
  'a.ndjson': events(['click', 'impression', 'conversion:x:5', 'conversion:y:7', 'spend']),
  'b.ndjson.gz': gzipSync(events(['conversion:x:5', 'conversion:z:9', 'click', 'nonsense'])),
  'cut.ndjson.gz': gzipSync(events(['click'])).subarray(0, 30),
  'first.csv':
    'date,channel,name,spend,revenue\n2026-09-28,google:1:2,Brand,1.5,3\n2026-09-29,google:1:2,Brand,2.5,4\n',
  'second.csv': 'date,channel,name,spend\n2026-09-29,google:1:2,Brand new,9.75\n2026-09-30,meta:4:5,Prospecting,x\n',
  'budgets.csv': 'channel,dailyBudget\ngoogle:1:2,40\n',
  'unknown.txt': 'nothing to see here',
};

/** Conversions with one id are one and the same conversion, delivered again. */
function events(kinds: readonly string[]): string {
  return kinds
    .map((kind, index) => {
      const [type, id, value] = kind.split(':');
      const day = 28 + ((value === undefined ? index : Number(value)) % 3);
      const amounts =
        value === undefined ? { costMicros: 1000 + index } : { costMicros: 3, valueMicros: Number(value) };
      return `${JSON.stringify({ at: `2026-09-${day}T10:00:00Z`, channel: 'google:1:2', type, id, ...amounts })}\n`;
    })
    .join('');
}

class Crash extends Error {}

/** A world that stops dead after its n-th effect: nothing it does from then on has any. */
function crashingAfter(effects: number, world: World): World {
  let done = 0;
  const counted = async <T>(effect: () => Promise<T>): Promise<T> => {
    if (done >= effects) throw new Crash('dead');
    const answer = await effect();
    done += 1;
    if (done >= effects) throw new Crash(`after ${done} effects`);
    return answer;
  };
  const { objects, ledger } = world;
  return {
    ...world,
    objects: {
      ...objects,
      put: (key, bytes) => counted(() => objects.put(key, bytes)),
      putStream: (key, chunks) => counted(() => objects.putStream(key, chunks)),
      create: (key, bytes) => counted(() => objects.create(key, bytes)),
      delete: (key) => counted(() => objects.delete(key)),
    },
    ledger: { ...ledger, write: (item, version) => counted(() => ledger.write(item, version)) },
  };
}

function newWorld(files = INBOX): World {
  return memoryWorld({ objects: memoryObjects(), ledger: memoryLedger(), inbox: memoryInbox(files) });
}

/** What the days say, whichever pages they were made from. */
async function numbersOf(world: World) {
  return (await readRollups(world)).map(({ day, channels }) => ({ day, channels }));
}

describe('ingest', () => {
  test('cut off after any of its effects and run again, ends as if nothing had happened', async () => {
    const whole = newWorld();
    await runIngest(whole);
    const expected = await dumpStore(whole);
    let crashes = 0;
    for (let effects = 1; ; effects += 1) {
      const world = newWorld();
      const hasCrashed = await runIngest(crashingAfter(effects, world)).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true;
          throw error;
        },
      );
      if (!hasCrashed) break;
      crashes += 1;
      await runIngest(world);
      expect(await dumpStore(world)).toEqual(expected);
    }
    expect(crashes).toBeGreaterThan(30);
  });

  test('cut off twice, at random, ends the same as well', async () => {
    const whole = newWorld();
    await runIngest(whole);
    const expected = await dumpStore(whole);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 45 }), fc.integer({ min: 1, max: 45 }), async (first, second) => {
        const world = newWorld();
        await runIngest(crashingAfter(first, world)).catch(() => undefined);
        await runIngest(crashingAfter(second, world)).catch(() => undefined);
        await runIngest(world);
        expect(await dumpStore(world)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('interrupted, says so and leaves a store that the next run completes', async () => {
    const whole = newWorld();
    await runIngest(whole);
    const stop = new AbortController();
    const world = newWorld();
    const stopping = { ...world, signal: stop.signal, progress: () => stop.abort() };
    await expect(runIngest(stopping)).rejects.toMatchObject({ code: 'Interrupted' });
    await runIngest(world);
    expect(await dumpStore(world)).toEqual(await dumpStore(whole));
  });

  test('delivered in any order, over any number of runs, gives the same days', async () => {
    const names = Object.keys(INBOX);
    const whole = newWorld();
    await runIngest(whole);
    const expected = await readRollups(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.array(fc.integer({ min: 1, max: names.length }), { maxLength: 3 }),
        async (order, stops) => {
          const { objects, ledger } = newWorld();
          for (const stop of [...stops.toSorted((a, b) => a - b), names.length]) {
            const files = Object.fromEntries(order.slice(0, stop).map((name) => [name, INBOX[name] ?? '']));
            await runIngest(memoryWorld({ objects, ledger, inbox: memoryInbox(files) }));
          }
          expect(await readRollups(memoryWorld({ objects, ledger }))).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the same lines split over other files, and each file twice under another name, count once', async () => {
    const conversions = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }).map(String),
        day: fc.integer({ min: 1, max: 28 }),
        valueMicros: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(conversions, fc.integer({ min: 1, max: 5 }), async (list, parts) => {
        // One line an id, so that which of two comes first makes no difference.
        const lines = [...new Map(list.map((item) => [item.id, item])).values()].map(
          ({ id, day, valueMicros }) =>
            `${JSON.stringify({ at: `2026-09-${String(day).padStart(2, '0')}T10:00:00Z`, channel: `c${day % 3}`, type: 'conversion', id, valueMicros })}\n`,
        );
        const whole = newWorld({ 'all.ndjson': lines.join('') });
        await runIngest(whole);
        const files: Record<string, string> = {};
        for (const [index, line] of lines.entries()) {
          files[`${index % parts}.ndjson`] = `${files[`${index % parts}.ndjson`] ?? ''}${line}`;
          files[`again-${(index + 1) % parts}.ndjson`] = `${files[`again-${(index + 1) % parts}.ndjson`] ?? ''}${line}`;
        }
        const split = newWorld(files);
        const summary = await runIngest(split);
        expect(summary).toMatchObject({ events: 2 * lines.length, accepted: lines.length, duplicates: lines.length });
        expect(await numbersOf(split)).toEqual(await numbersOf(whole));
      }),
      { numRuns: 40 },
    );
  });

  test('accounts for every line, whatever is thrown at it', async () => {
    const garbage = fc.uint8Array({ maxLength: 3000 });
    const name = fc.constantFrom('a.ndjson', 'b.ndjson.gz', 'c.ndjson.zst', 'd.csv', 'e.txt', 'f.ndjson', 'g.csv.gz');
    const content = fc.oneof(
      batchBytes,
      batchBytes.map((bytes) => new Uint8Array(gzipSync(bytes))),
      garbage,
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, content, { noNullPrototype: true }), async (files) => {
        const world = newWorld(files);
        const first = await runIngest(world);
        expect(first.accepted + first.rejected + first.duplicates).toBe(first.rows + first.events);
        expect(Math.min(first.accepted, first.rejected, first.duplicates)).toBeGreaterThanOrEqual(0);
        // Read again, because their dates changed: all that counted is a duplicate now, and nothing else is different.
        const before = await readRollups(world);
        const touched = {
          ...world.inbox,
          list: async () => {
            const { files: listed, unreadable } = await world.inbox.list();
            return { files: listed.map(({ name, bytes }) => ({ name, bytes, fingerprint: 'touched' })), unreadable };
          },
        };
        const again = await runIngest({ ...world, inbox: touched, clock: fixedClock(NOON_2026_10_01 + HOUR_MS) });
        expect(again).toMatchObject({ accepted: 0, rejected: 0, restatedDays: 0, refusedFiles: first.refusedFiles });
        expect(again.duplicates).toBe(first.rows + first.events);
        expect(await readRollups(world)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});
