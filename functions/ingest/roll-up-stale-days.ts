import * as v from 'valibot';
import type { Day } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
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
import { type EventPart, type ReportPart, rollUpDay } from './rollup.ts';

/** Days rolled up together: a page is read once for every so many of its days, and so many days are held at once. */
const DAYS_AT_ONCE = 31;

const PARTITION = 'rollup';
const CoversSchema = v.object({ covers: v.array(v.string()) });

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
  for (let start = 0; start < stale.length; start += DAYS_AT_ONCE) {
    await rollUpBlock(stale.slice(start, start + DAYS_AT_ONCE), facts, world);
    world.progress({
      step: 'RollUpDays',
      done: Math.min(start + DAYS_AT_ONCE, stale.length),
      total: stale.length,
      unit: 'days',
    });
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

async function rollUpBlock(block: readonly StaleDay[], { marks, arrivalMs }: Facts, world: World): Promise<void> {
  const events = new Map<Day, EventPart[]>(block.map(({ day }) => [day, []]));
  const reports = new Map<Day, ReportPart[]>(block.map(({ day }) => [day, []]));
  const covered = new Map<Day, ReadonlySet<string>>();
  for (const { day, standing } of block) covered.set(day, await coveredBy(standing, world));

  const batches = new Set(block.flatMap((stale) => stale.batches));
  for (const batch of batches) {
    refuseIfInterrupted(world.signal);
    const bytes = await loadObject(world.objects, batch.pageKey);
    if (batch.kind === 'events') {
      const duplicatesKey = marks.get(batch.batchId)?.key ?? null;
      const page = decodePage(bytes, batch.pageKey);
      const duplicates =
        duplicatesKey === null ? [] : decodeDuplicates(await loadObject(world.objects, duplicatesKey), duplicatesKey);
      for (const { day, rows } of daysLessDuplicates(page, duplicates)) {
        events.get(day)?.push({
          pageKey: batch.pageKey,
          rows: rows.map(({ channel, said, sums }) => ({ channel: page.channels[channel] ?? '', said, sums })),
        });
      }
    } else {
      const { facts, conversionsDatedByClick } = decodeReportPage(bytes, batch.pageKey);
      for (const [day, rows] of Map.groupBy(facts, (fact) => fact.day)) {
        const isNew = covered.get(day)?.has(batch.pageKey) !== true;
        reports.get(day)?.push({ pageKey: batch.pageKey, rank: batch, conversionsDatedByClick, isNew, rows });
      }
    }
  }
  for (const { day, coversHash, standing } of block) {
    const rolled = rollUpDay(day, events.get(day) ?? [], reports.get(day) ?? []);
    for (const channel of rolled.capped) {
      world.warn(`${day}: '${channel}' has more than 2^53 micros in a column; it stays at that`);
    }
    const text = encodeJson(rolled.rollup);
    const version = sha256Hex(text).slice(0, 16);
    const key = `rollups/${day}/${version}`;
    refuseIfInterrupted(world.signal);
    await world.objects.create(key, Buffer.from(text));
    const value = { key, version, coversHash, restatedAtMs: rolled.isRestated ? arrivalMs : null };
    refuseIfInterrupted(world.signal);
    if (!(await world.ledger.write({ partition: PARTITION, sort: day, value }, standing?.version ?? 0))) {
      throw new MarginalError('Conflict', `day ${day} was rolled up by somebody else meanwhile`);
    }
  }
}

/** Pages the standing version covers. */
async function coveredBy(standing: Item | undefined, world: World): Promise<ReadonlySet<string>> {
  const key = standing?.value['key'];
  if (typeof key !== 'string') return new Set();
  const text = new TextDecoder().decode(await loadObject(world.objects, key));
  return new Set(v.parse(CoversSchema, JSON.parse(text)).covers);
}
