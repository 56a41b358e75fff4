import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Ledger } from '../../functions/core/ports.ts';
import type { World } from '../../functions/core/world.ts';
import { refold } from '../../functions/ingest/refold.ts';
import { runMachine } from '../../local/machine.ts';
import { taskStates } from '../../workflows/task-states.ts';
import ingest from '../../workflows/ingest.asl.json' with { type: 'json' };
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { dumpFacts, readRollups, runIngest } from './run-ingest.ts';

const MINUTE_MS = 60_000;

/** A file with a conversion that others have too, and a click that only an ingest after noon may take. */
function file(index: number): string {
  const early = { channel: 'a', at: '2026-09-30T10:00:00Z' };
  return [
    { ...early, type: 'click', costMicros: 10 ** index },
    { ...early, type: 'conversion', id: `shared-${index % 2}`, valueMicros: 1 },
    { ...early, type: 'conversion', id: `own-${index}`, valueMicros: 1000 },
    { channel: 'late', at: NOON_2026_10_01 + 12 * MINUTE_MS, type: 'click', costMicros: 1 },
  ]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');
}

/** So many turns of claims before: the next one sorts them into their days and deletes what they were. */
const TURNS_BEFORE = 6;

const FILES = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`${index}.ndjson`, file(index)]));

/** The same world, in which every request takes its time: others happen before it, and before its answer arrives. */
function slowed(world: World, pauses: () => number): World {
  const slow =
    <Given extends readonly unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      for (let left = pauses(); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
      const answer = await work(...given);
      for (let left = pauses(); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
      return answer;
    };
  const { objects, ledger } = world;
  return {
    ...world,
    objects: {
      get: slow(objects.get),
      getStream: slow(objects.getStream),
      put: slow(objects.put),
      putStream: slow(objects.putStream),
      create: slow(objects.create),
      list: slow(objects.list),
      delete: slow(objects.delete),
    },
    ledger: { get: slow(ledger.get), write: slow(ledger.write), query: slow(ledger.query) },
  };
}

async function storeWithTurns(): Promise<World> {
  const store = memoryWorld();
  const inbox: Record<string, string> = {};
  for (let turn = 0; turn < TURNS_BEFORE; turn += 1) {
    const before = { at: '2026-09-30T09:00:00Z', channel: 'before', type: 'conversion', id: `before-${turn}` };
    inbox[`before-${turn}.ndjson`] = `${JSON.stringify(before)}\n`;
    await runIngest({ ...store, inbox: memoryInbox(inbox) });
  }
  return { ...store, inbox: memoryInbox({ ...inbox, ...FILES }) };
}

const immediately = Object.fromEntries(taskStates(ingest).map((state) => [state, 0]));

/** An execution as AWS would run it: a lost race is tried again three times, then it is FAILED. */
async function execution(name: string, world: World): Promise<string> {
  try {
    const options = { executionName: name, retryIntervalOverrides: immediately };
    await runMachine('ingest', { policyKey: null }, world, options);
    return 'SUCCEEDED';
  } catch (error) {
    return error instanceof MarginalError ? error.code : String(error);
  }
}

const pauseLists = fc.infiniteStream(fc.nat(4));

describe('executions of ingest at once', () => {
  test('count every file and every conversion once, whichever of them does what when', async () => {
    await fc.assert(
      fc.asyncProperty(pauseLists, fc.integer({ min: 2, max: 3 }), async (pauses, executions) => {
        const store = await storeWithTurns();
        const next = () => pauses.next().value ?? 0;
        const outcomes = await Promise.all(
          Array.from({ length: executions }, (_, index) =>
            execution(
              `run-${index}`,
              slowed({ ...store, clock: fixedClock(NOON_2026_10_01 + index * 5 * MINUTE_MS) }, next),
            ),
          ),
        );
        // Losing a race is the only way to fail.
        expect(outcomes.filter((outcome) => !['SUCCEEDED', 'Conflict'].includes(outcome))).toEqual([]);
        await runIngest({ ...store, clock: fixedClock(NOON_2026_10_01 + 60 * MINUTE_MS) });

        const [day] = await readRollups(store);
        expect(day?.channels.find(({ channel }) => channel === 'a')?.events).toMatchObject({
          spendMicros: 1111,
          clicks: 4,
          conversionMicros: 6_000_000,
          revenueMicros: 4002,
        });
        // Pages, rejects and days are those of the arrival that the register tells.
        const facts = await dumpFacts(store);
        const standing = facts.filter((line) => !/^(pages|rejects|claims)\//.test(line));
        await refold({ ...store, clock: fixedClock(NOON_2026_10_01 + 120 * MINUTE_MS) });
        const again = (await dumpFacts(store)).filter((line) => !/^(pages|rejects|claims)\//.test(line));
        expect(again).toEqual(standing);
      }),
      { numRuns: 40 },
    );
  });

  test('ones that come on one after the other, and die anywhere, leave nothing uncounted', async () => {
    await fc.assert(
      fc.asyncProperty(pauseLists, fc.array(fc.nat(120), { minLength: 1, maxLength: 4 }), async (pauses, deaths) => {
        const store = memoryWorld({ inbox: memoryInbox(FILES) });
        const next = () => pauses.next().value ?? 0;
        await Promise.all(
          deaths.map((writes, index) =>
            execution(`dies-${index}`, slowed(dying(store, writes), next)).catch(() => undefined),
          ),
        );
        // Long after, so that what the dead left open is known to be abandoned.
        await runIngest({ ...store, clock: fixedClock(NOON_2026_10_01 + 300 * MINUTE_MS) });
        const [day] = await readRollups(store);
        expect(day?.channels.find(({ channel }) => channel === 'a')?.events).toMatchObject({
          spendMicros: 1111,
          conversionMicros: 6_000_000,
          revenueMicros: 4002,
        });
      }),
      { numRuns: 50 },
    );
  });
});

/** A world of a process that is gone after so many writes. */
function dying(world: World, writes: number): World {
  let left = writes;
  const mortal =
    <Given extends readonly unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      left -= 1;
      if (left < 0) throw new Error('gone');
      return work(...given);
    };
  const { objects, ledger } = world;
  const write: Ledger['write'] = mortal(ledger.write);
  return {
    ...world,
    objects: {
      ...objects,
      put: mortal(objects.put),
      putStream: mortal(objects.putStream),
      create: mortal(objects.create),
      delete: mortal(objects.delete),
    },
    ledger: { ...ledger, write },
  };
}
