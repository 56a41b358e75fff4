import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import { RAW_EVENTS_DAYS } from '../../functions/core/retention.ts';
import type { Task, World } from '../../functions/core/world.ts';
import { isInboxHeld, LEASE_MS } from '../../functions/ingest/backfill-lease.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { dumpFacts, dumpStore, readRollups, runIngest } from '../ingest/run-ingest.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { runBackfill } from './backfill-here.ts';
import { conflict, throttled } from './scripted-tasks.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

function lines(file: number, day = '2026-09-30'): string {
  const events = [
    { type: 'click', costMicros: 5 + file },
    { type: 'conversion', id: `shared-${file % 3}`, valueMicros: 10 + file },
    { type: 'conversion', id: `own-${file}`, valueMicros: 100 },
  ];
  return events
    .map((event) => `${JSON.stringify({ at: `${day}T10:00:00Z`, channel: `google:1:${file % 4}`, ...event })}\n`)
    .join('');
}

function inboxOf(files: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: files }, (_, file) => [`${String(file).padStart(3, '0')}.ndjson`, lines(file)]),
  );
}

const quick = { retryIntervalOverrides: { FoldBatches: 0, ListBatches: 0, RollUpAgain: 0, RollUpDays: 0 } };

describe('a backfill from the inbox', () => {
  test('leaves the store that rounds of ingest leave, byte for byte', async () => {
    const inbox = memoryInbox({ ...inboxOf(20), 'report.csv': 'date,channel,spend\n2026-09-30,google:1:2,5\n' });
    const byIngest = memoryWorld({ inbox });
    await runIngest(byIngest);
    const world = memoryWorld({ inbox });
    const { rolled } = await runBackfill('inbox', world);
    expect(rolled).toMatchObject({ files: 21, events: 60, accepted: 44, duplicates: 17, unfinished: null });
    expect(await dumpStore(world)).toEqual(await dumpStore(byIngest));
    expect(await runIngest(world)).toMatchObject({ files: 0, events: 0 });
  });

  test('more groups than an inline Map takes are one round, and no data is in the payload', async () => {
    const sizes: number[] = [];
    const list = await TASKS.ListBatches.load();
    const ListBatches: Task = async (input, world) => {
      const inbox = await world.inbox.list();
      // As if each were larger than a group.
      const files = inbox.files.map((file) => ({ ...file, bytes: 80 << 20 }));
      const answer = await list(input, {
        ...world,
        inbox: { ...world.inbox, list: async () => ({ ...inbox, files }) },
      });
      sizes.push(JSON.stringify(answer).length);
      return answer;
    };
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(60)) });
    const { listed, rolled } = await runBackfill('inbox', world, { tasks: { ListBatches } });
    expect(listed).toMatchObject({ groupCount: 60, hasMore: false });
    expect(rolled).toMatchObject({ events: 180, accepted: 123, duplicates: 57 });
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });

  test('a group that fails is told once the others count, and comes again', async () => {
    const fold = await TASKS.FoldBatches.load();
    // A distributed Map tolerates what the inline one would not: the group is left undone and nobody told.
    const FoldBatches: Task = async (input, world) =>
      JSON.stringify(input).includes('"group":0') ? {} : fold(input, world);
    const list = await TASKS.ListBatches.load();
    const ListBatches: Task = async (input, world) => {
      const inbox = await world.inbox.list();
      const files = inbox.files.map((file) => ({ ...file, bytes: 80 << 20 }));
      return list(input, { ...world, inbox: { ...world.inbox, list: async () => ({ ...inbox, files }) } });
    };
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(3)) });
    await expect(runBackfill('inbox', world, { tasks: { FoldBatches, ListBatches } })).rejects.toMatchObject({
      code: 'RunFailed',
    });
    const failures = await world.ledger.query('failure');
    expect(JSON.stringify(failures)).toContain('some groups were not folded');
    expect((await readRollups(world))[0]?.covers).toHaveLength(2);
    const { rolled } = await runBackfill('inbox', world);
    expect(rolled).toMatchObject({ files: 1, events: 3, missingGroups: 0 });
  });

  test.each(['ListBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays'])(
    'a failure of %s that would come again is recorded and ends it FAILED; another completes it',
    async (state) => {
      const world = memoryWorld({ inbox: memoryInbox(inboxOf(3)) });
      const failing: Task = async () => {
        throw new MarginalError('PolicyInvalid', 'unknown key');
      };
      await expect(runBackfill('inbox', world, { tasks: { [state]: failing } })).rejects.toMatchObject({
        code: 'PolicyInvalid',
      });
      expect((await world.ledger.query('failure')).map(({ sort }) => sort)).toEqual(['backfill#backfill']);
      await runBackfill('inbox', world, { executionName: 'again' });
      expect((await readRollups(world))[0]?.covers).toHaveLength(3);
    },
  );

  test('throttling and lost races are tried again', async () => {
    const fold = await TASKS.FoldBatches.load();
    const errors = [throttled(), conflict()];
    const FoldBatches: Task = async (input, world) => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return fold(input, world);
    };
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(2)) });
    const { rolled } = await runBackfill('inbox', world, { ...quick, tasks: { FoldBatches } });
    expect(rolled).toMatchObject({ files: 2 });
  });
});

describe('the lease on the inbox', () => {
  test('a backfill under way holds the scheduled ingest up; it ends with the backfill, or an hour after its death', async () => {
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(2)) });
    const during: unknown[] = [];
    const claim = await TASKS.ClaimConversions.load();
    const ClaimConversions: Task = async (input, given) => {
      during.push(await runIngest({ ...world, inbox: memoryInbox({ ...inboxOf(2), 'new.ndjson': lines(9) }) }));
      return claim(input, given);
    };
    await runBackfill('inbox', world, { tasks: { ClaimConversions } });
    expect(during).toEqual([expect.objectContaining({ files: 0 })]);
    // It did not take up the work of the backfill either: the claims are the backfill's.
    expect((await world.ledger.get('claim-index', 'current'))?.version).toBe(1);
    expect((await world.ledger.query('rollup')).map(({ version }) => version)).toEqual([1]);
    expect(await isInboxHeld(world)).toBe(false);

    const dies: Task = async () => {
      throw new MarginalError('ObjectUnreadable', 'gone');
    };
    await expect(runBackfill('inbox', world, { tasks: { RollUpDays: dies } })).rejects.toThrow('gone');
    expect(await isInboxHeld(world)).toBe(true);
    expect(await isInboxHeld({ ...world, clock: fixedClock(NOON_2026_10_01 + LEASE_MS) })).toBe(false);
  });

  test.each(['FoldBatches', 'ClaimConversions', 'RollUpDays'])(
    'what one that died in %s left is completed by the scheduled ingest, an hour later',
    async (state) => {
      const world = memoryWorld({ inbox: memoryInbox(inboxOf(3)) });
      const dies: Task = async () => {
        throw new MarginalError('ObjectUnreadable', 'gone');
      };
      await expect(runBackfill('inbox', world, { tasks: { [state]: dies } })).rejects.toThrow('gone');
      await runIngest({ ...world, clock: fixedClock(NOON_2026_10_01 + LEASE_MS) });
      const [day] = await readRollups(world);
      expect(day?.covers).toHaveLength(3);
      expect((await world.ledger.query('claim')).map(({ value }) => value['duplicates'])).toEqual([0, 0, 0]);
    },
  );

  test('one that is started while another is under way takes over, and the first one stops', async () => {
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(2)) });
    const claim = await TASKS.ClaimConversions.load();
    const ClaimConversions: Task = async (input, given) => {
      await runBackfill('inbox', world, { executionName: 'second' });
      return claim(input, given);
    };
    const options = {
      executionName: 'first',
      tasks: { ClaimConversions },
      retryIntervalOverrides: { ClaimConversions: 0 },
    };
    await expect(runBackfill('inbox', world, options)).rejects.toMatchObject({ code: 'Conflict' });
    expect((await readRollups(world))[0]?.covers).toHaveLength(2);
  });
});

describe('a backfill from the raw files', () => {
  async function stored(): Promise<World> {
    const world = memoryWorld({ inbox: memoryInbox(inboxOf(12)) });
    await runIngest(world);
    const more = {
      ...inboxOf(12),
      'late.ndjson': lines(1, '2026-09-29'),
      'r.csv': 'date,channel,spend\n2026-09-29,a,5\n',
    };
    await runIngest({ ...world, inbox: memoryInbox(more), clock: fixedClock(NOON_2026_10_01 + HOUR_MS) });
    return world;
  }

  test('makes pages and days again, byte for byte, and lets claims stand', async () => {
    const world = await stored();
    const expected = await dumpFacts(world);
    for (const prefix of ['pages/', 'rollups/', 'book/', 'rejects/']) {
      for (const key of await world.objects.list(prefix)) await world.objects.delete(key);
    }
    const { rolled } = await runBackfill('raw', { ...world, clock: fixedClock(NOON_2026_10_01 + DAY_MS) });
    expect(rolled).toMatchObject({ files: 14, events: 39, standing: 0, missingGroups: 0, days: 2 });
    expect(await dumpFacts(world)).toEqual(expected);
  });

  test('days of which raw files have expired stand as they are', async () => {
    const world = await stored();
    const expected = await dumpFacts(world);
    const [rawKey = ''] = await world.objects.list('raw/events/');
    await world.objects.delete(rawKey);
    const { rolled } = await runBackfill('raw', {
      ...world,
      clock: fixedClock(NOON_2026_10_01 + RAW_EVENTS_DAYS * DAY_MS),
    });
    // All files of the first ingest have, and so has their day; a report and the late file's day are made again.
    expect(rolled).toMatchObject({ files: 2, standing: 12 });
    expect((await dumpFacts(world)).filter((line) => !line.startsWith('raw/'))).toEqual(
      expected.filter((line) => !line.startsWith('raw/')),
    );
  });

  test('an empty stage has nothing to fold', async () => {
    await expect(runBackfill('raw', memoryWorld())).rejects.toMatchObject({ code: 'NoData' });
  });
});
