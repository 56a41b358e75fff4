import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../functions/core/world.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../../memory-world.ts';
import { readJson, readRollups, runIngest } from '../run-ingest.ts';

const HOUR_MS = 3_600_000;

function line(fields: Record<string, unknown>): string {
  return JSON.stringify({ at: '2026-09-30T10:00:00Z', channel: 'google:1:2', ...fields });
}

function conversion(at: string): string {
  return line({ at, type: 'conversion', id: 'same', valueMicros: 1_000_000 });
}

async function standingBook({ ledger }: World): Promise<string> {
  const item = await ledger.get('book', 'current');
  return v.parse(v.object({ key: v.string() }), item?.value).key;
}

describe('RollUpDays', () => {
  test('events of plain, gzip and zstd files are summed per channel and local day', async () => {
    const lines = [
      line({ type: 'impression', count: 10 }),
      line({ type: 'click', costMicros: 430_000 }),
      line({ type: 'conversion', id: 'a', valueMicros: 5_000_000 }),
      line({ type: 'spend', costMicros: 70_000 }),
    ];
    const world = memoryWorld({
      inbox: memoryInbox({
        'a.ndjson': `${lines.join('\n')}\n`,
        'b.ndjson.gz': gzipSync(`${lines[0]}\n${lines[1]}\n`),
        'c.ndjson.zst': zstdCompressSync(`${lines[0]}\n`),
      }),
    });
    expect(await runIngest(world)).toEqual({
      files: 3,
      rows: 0,
      events: 7,
      accepted: 7,
      rejected: 0,
      duplicates: 0,
      restatedDays: 0,
      refusedFiles: 0,
      rejects: [],
    });
    const [rollup] = await readRollups(world);
    expect(rollup?.day).toBe('2026-09-30');
    expect(rollup?.channels).toEqual([
      {
        channel: 'google:1:2',
        report: {},
        events: {
          spendMicros: 930_000,
          impressions: 30,
          clicks: 2,
          conversionMicros: 1_000_000,
          revenueMicros: 5_000_000,
        },
        deliveries: [],
      },
    ]);
  });

  test('a conversion that comes again within seven days is a duplicate, in whichever batch; after that it counts', async () => {
    const world = memoryWorld({
      inbox: memoryInbox({
        '1.ndjson': `${conversion('2026-09-10T00:00:00Z')}\n${conversion('2026-09-10T00:00:01Z')}\n`,
        '2.ndjson': `${conversion('2026-09-17T00:00:00Z')}\n${conversion('2026-09-17T00:00:00.001Z')}\n`,
      }),
    });
    const summary = await runIngest(world);
    expect(summary).toMatchObject({ events: 4, accepted: 2, duplicates: 2, rejected: 0 });
    const rollups = await readRollups(world);
    expect(rollups.map(({ day, channels }) => [day, channels[0]?.events['conversionMicros']])).toEqual([
      ['2026-09-10', 1_000_000],
      ['2026-09-17', 1_000_000],
    ]);
  });

  test('a late batch adds to its day without the pages that were summed up before being read again', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ '1.ndjson': line({ type: 'click', costMicros: 5 }) }) });
    await runIngest(world);
    const read: string[] = [];
    const get = (key: string) => (read.push(key), world.objects.get(key));
    const inbox = memoryInbox({ '2.ndjson': line({ type: 'click', costMicros: 7 }) });
    await runIngest({ ...world, inbox, objects: { ...world.objects, get } });
    const [first = '', second = ''] = await world.objects.list('pages/events/');
    expect(read.filter((key) => key.startsWith('pages/'))).toEqual([second]);
    const [rollup] = await readRollups(world);
    expect(rollup?.covers).toEqual([first, second]);
    expect(rollup?.channels[0]?.events).toEqual({ spendMicros: 12, clicks: 2 });
  });

  test('a second ingest of the same inbox reads and changes nothing', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.ndjson': line({ type: 'click' }) }) });
    await runIngest(world);
    const rollups = await readRollups(world);
    const opened: string[] = [];
    const inbox = { ...world.inbox, open: (name: string) => (opened.push(name), world.inbox.open(name)) };
    const again = await runIngest({ ...world, inbox, clock: fixedClock(NOON_2026_10_01 + HOUR_MS) });
    expect(again).toMatchObject({ files: 0, events: 0, accepted: 0 });
    expect(opened).toEqual([]);
    expect(await readRollups(world)).toEqual(rollups);
  });

  test('reports: of each column the newest delivery stands, and what a day said before is counted as restated', async () => {
    const world = memoryWorld({
      inbox: memoryInbox({
        'a.csv': 'date,channel,spend,conversions\n2026-09-01,google:1:2,10.00,3\n2026-09-02,google:1:2,11.00,4\n',
        'b.csv': 'date,channel,spend\n2026-09-02,google:1:2,12.50\n',
        'c.txt': 'hello',
      }),
    });
    const summary = await runIngest(world);
    expect(summary).toMatchObject({ files: 2, rows: 3, accepted: 3, restatedDays: 1, refusedFiles: 1 });
    const rollups = await readRollups(world);
    expect(rollups.map(({ channels }) => channels[0]?.report)).toEqual([
      { spendMicros: 10_000_000, conversionMicros: 3_000_000 },
      { spendMicros: 12_500_000, conversionMicros: 4_000_000 },
    ]);
  });

  test('a report binds the book anew without the register being looked through', async () => {
    const report = (name: string, day: string) => `date,channel,name,spend\n${day},google:1:${name},${name},1\n`;
    const world = memoryWorld({ inbox: memoryInbox({ 'a.csv': report('a', '2026-09-01') }) });
    await runIngest(world);
    const scans: string[] = [];
    const { ledger } = world;
    const query: typeof ledger.query = (partition, options) => {
      if (options?.prefix === undefined) scans.push(partition);
      return ledger.query(partition, options);
    };
    const inbox = memoryInbox({ 'b.csv': report('b', '2026-09-02') });
    await runIngest({ ...world, inbox, ledger: { ...ledger, query } });
    expect(scans).toEqual([]);
    const book = await readJson(world, await standingBook(world));
    expect(book).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });

  test('a store that an earlier version bound the book of is looked through once', async () => {
    const world = memoryWorld({ inbox: memoryInbox({ 'a.csv': 'date,channel,name,spend\n2026-09-01,x,A,1\n' }) });
    await runIngest(world);
    const current = await world.ledger.get('book', 'current');
    const value = { key: await standingBook(world), coversHash: 'of an earlier version' };
    await world.ledger.write({ partition: 'book', sort: 'current', value }, current?.version ?? 0);
    await runIngest({ ...world, inbox: memoryInbox({ 'b.csv': 'date,channel,name,spend\n2026-09-02,y,B,1\n' }) });
    const book = await readJson(world, await standingBook(world));
    expect(book).toMatchObject([{ name: 'A' }, { name: 'B' }]);
  });
});
