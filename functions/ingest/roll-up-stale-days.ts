import * as v from 'valibot';
import type { Day } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import { COLUMNS } from '../core/facts.ts';
import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import type { Item } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import type { ClaimMark } from './claim-marks.ts';
import { fromDayRanges } from './day-ranges.ts';
import { daysLessDuplicates, decodeDuplicates } from './duplicates.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { loadObject } from './load-object.ts';
import { decodePage } from './page.ts';
import type { RegisteredBatch } from './register.ts';
import { decodeReportPage } from './report-page.ts';
import { type EventPart, type ReportPart, type RolledDay, rollUpDay } from './rollup.ts';

/**
 * Rows of pages held at once, some 300 bytes each: a page of many days is read again for every block of days, so
 * blocks are as long as memory allows.
 */
const ROWS_AT_ONCE = 100_000;

const PARTITION = 'rollup';
const CounterSchema = v.exactOptional(v.pipe(v.number(), v.safeInteger()));
const StandingSchema = v.object({
  covers: v.array(v.string()),
  channels: v.array(
    v.object({
      channel: v.string(),
      events: v.object({
        spendMicros: CounterSchema,
        impressions: CounterSchema,
        clicks: CounterSchema,
        conversionMicros: CounterSchema,
        revenueMicros: CounterSchema,
      }),
    }),
  ),
});

interface StaleDay {
  readonly day: Day;
  readonly batches: readonly RegisteredBatch[];
  readonly coversHash: string;
  /** The item of the version that stands, if one does. */
  readonly standing: Item | undefined;
}

interface Facts {
  readonly register: readonly RegisteredBatch[];
  readonly marks: ReadonlyMap<string, ClaimMark>;
  readonly arrivalMs: number;
}

/**
 * Writes a new version of every day whose pages are not those its last version covers, and answers how many days this
 * ingest restated. A batch with conversions is covered once they are claimed.
 */
export async function rollUpStaleDays(facts: Facts, world: World): Promise<number> {
  const items = new Map((await world.ledger.query(PARTITION)).map((item) => [item.sort, item]));
  const stale = staleDays(facts, items);
  let done = 0;
  for (const block of intoBlocks(stale)) {
    await rollUpBlock(block, facts, world);
    done += block.length;
    world.progress({ step: 'RollUpDays', done, total: stale.length, unit: 'days' });
  }
  // Asked of the ledger, so that an ingest that was cut off and goes on answers the same.
  const after = stale.length === 0 ? [...items.values()] : await world.ledger.query(PARTITION);
  return after.filter(({ value }) => value['restatedAtMs'] === facts.arrivalMs).length;
}

function staleDays({ register, marks }: Facts, items: ReadonlyMap<string, Item>): StaleDay[] {
  const batchesOfDay = new Map<Day, RegisteredBatch[]>();
  for (const batch of register) {
    if (batch.kind === 'budgets' || (batch.conversions !== null && !marks.has(batch.batchId))) continue;
    for (const day of fromDayRanges(batch.days)) {
      const batches = batchesOfDay.get(day);
      if (batches === undefined) batchesOfDay.set(day, [batch]);
      else batches.push(batch);
    }
  }
  return [...batchesOfDay]
    .map(([day, batches]) => {
      const covers = batches.map(({ batchId, pageKey }) => [pageKey, marks.get(batchId)?.key ?? null]);
      return { day, batches, coversHash: sha256Hex(encodeJson(covers)), standing: items.get(day) };
    })
    .filter(({ coversHash, standing }) => standing?.value['coversHash'] !== coversHash)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Days in a row that together are not too much to hold. */
function intoBlocks(stale: readonly StaleDay[]): StaleDay[][] {
  const blocks: StaleDay[][] = [];
  let rows = Infinity;
  for (const day of stale) {
    const more = day.batches.reduce((sum, { channelDays, days }) => sum + channelDays / fromDayRanges(days).length, 0);
    if (rows + more > ROWS_AT_ONCE) {
      blocks.push([]);
      rows = 0;
    }
    rows += more;
    blocks.at(-1)?.push(day);
  }
  return blocks;
}

async function rollUpBlock(block: readonly StaleDay[], facts: Facts, world: World): Promise<void> {
  const parts = new Map<Day, DayParts>();
  for (const stale of block) parts.set(stale.day, await partsThatStand(stale, world));
  const batches = new Set(block.flatMap((stale) => stale.batches));
  for (const batch of batches) {
    const wanted = fromDayRanges(batch.days).flatMap((day) => parts.get(day) ?? []);
    // What an earlier version has summed up of events is not read again; reports are, to see which is the newest.
    if (batch.kind === 'events' && wanted.every(({ summed }) => summed.has(batch.pageKey))) continue;
    refuseIfInterrupted(world.signal);
    if (batch.kind === 'events') await addEventPage(batch, facts, parts, world);
    else await addReportPage(batch, parts, world);
  }
  for (const stale of block) {
    const { events = [], reports = [] } = parts.get(stale.day) ?? {};
    await writeDay(stale, rollUpDay(stale.day, events, reports), facts, world);
  }
}

interface DayParts {
  readonly events: EventPart[];
  readonly reports: ReportPart[];
  /** Pages the standing version covers. */
  readonly covered: ReadonlySet<string>;
  /** Event pages whose sums are taken over from it. */
  readonly summed: ReadonlySet<string>;
}

/**
 * What can be taken over from the version that stands: the sums of its event pages, if each of them still stands and
 * no sum was capped. A day that gets a batch every five minutes is not summed up from its first every time.
 */
async function partsThatStand({ batches, standing }: StaleDay, world: World): Promise<DayParts> {
  const key = standing?.value['key'];
  if (typeof key !== 'string') return { events: [], reports: [], covered: new Set(), summed: new Set() };
  const rollup = v.parse(StandingSchema, JSON.parse(new TextDecoder().decode(await loadObject(world.objects, key))));
  const covered = new Set(rollup.covers);
  const pageKeys = batches.flatMap(({ kind, pageKey }) => (kind === 'events' && covered.has(pageKey) ? [pageKey] : []));
  const reportKeys = batches.filter(({ kind, pageKey }) => kind !== 'events' && covered.has(pageKey));
  const rows = rollup.channels.flatMap(({ channel, events }) => {
    const said = COLUMNS.reduce((bits, column, index) => bits | (events[column] === undefined ? 0 : 1 << index), 0);
    return said === 0 ? [] : [{ channel, said, sums: COLUMNS.map((column) => events[column] ?? 0) }];
  });
  const isWhole = pageKeys.length + reportKeys.length === covered.size;
  const isExact = rows.every(({ sums }) => sums.every((sum) => Math.abs(sum) < Number.MAX_SAFE_INTEGER));
  return pageKeys.length > 0 && isWhole && isExact
    ? { events: [{ pageKeys, rows }], reports: [], covered, summed: new Set(pageKeys) }
    : { events: [], reports: [], covered, summed: new Set() };
}

async function addEventPage(
  { batchId, pageKey }: RegisteredBatch,
  { marks }: Facts,
  parts: ReadonlyMap<Day, DayParts>,
  { objects }: World,
): Promise<void> {
  const page = decodePage(await loadObject(objects, pageKey), pageKey);
  const duplicatesKey = marks.get(batchId)?.key ?? null;
  const duplicates =
    duplicatesKey === null ? [] : decodeDuplicates(await loadObject(objects, duplicatesKey), duplicatesKey);
  for (const { day, rows } of daysLessDuplicates(page, duplicates)) {
    const dayParts = parts.get(day);
    if (dayParts === undefined || dayParts.summed.has(pageKey)) continue;
    dayParts.events.push({
      pageKeys: [pageKey],
      rows: rows.map(({ channel, said, sums }) => ({ channel: page.channels[channel] ?? '', said, sums })),
    });
  }
}

async function addReportPage(
  batch: RegisteredBatch,
  parts: ReadonlyMap<Day, DayParts>,
  { objects }: World,
): Promise<void> {
  const { pageKey } = batch;
  const { facts, conversionsDatedByClick } = decodeReportPage(await loadObject(objects, pageKey), pageKey);
  for (const [day, rows] of Map.groupBy(facts, (fact) => fact.day)) {
    const dayParts = parts.get(day);
    const isNew = dayParts?.covered.has(pageKey) !== true;
    dayParts?.reports.push({ pageKey, rank: batch, conversionsDatedByClick, isNew, rows });
  }
}

async function writeDay(
  { day, coversHash, standing }: StaleDay,
  { rollup, isRestated, capped }: RolledDay,
  { arrivalMs }: Facts,
  world: World,
): Promise<void> {
  const { objects, ledger, signal } = world;
  for (const channel of capped)
    world.warn(`${day}: '${channel}' has more than 2^53 micros in a column; it stays at that`);
  const text = encodeJson(rollup);
  const version = sha256Hex(text).slice(0, 16);
  const key = `rollups/${day}/${version}`;
  refuseIfInterrupted(signal);
  await objects.create(key, Buffer.from(text));
  const value = { key, version, coversHash, restatedAtMs: isRestated ? arrivalMs : null };
  refuseIfInterrupted(signal);
  if (!(await ledger.write({ partition: PARTITION, sort: day, value }, standing?.version ?? 0))) {
    throw new MarginalError('Conflict', `day ${day} was rolled up by somebody else meanwhile`);
  }
}
