import * as v from 'valibot';
import type { Day } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import { loadObject } from '../core/load-object.ts';
import { mapAtOnce } from '../core/map-at-once.ts';
import type { Item } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import type { ClaimMark } from './claim-marks.ts';
import { fromDayRanges } from './day-ranges.ts';
import { daysLessDuplicates, decodeDuplicates } from './duplicates.ts';
import { CHANNELS_PER_DAY_MAX, EventSums } from './event-sums.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { decodePage } from './page.ts';
import { batchIdOfPage, isEventPage } from './page-key.ts';
import { readAhead } from './read-ahead.ts';
import { findBatch, loadRegister, type RegisteredBatch } from './register.ts';
import { decodeReportPage } from './report-page.ts';
import { type ReportPart, type RolledDay, rollUpDay } from './rollup.ts';
import { loadStandingDay, type StandingDay } from './standing-day.ts';

/** Channels of days held at once: a page of many days is read again for every block of days, so blocks are as long as memory allows. */
const ROWS_AT_ONCE = 100_000;

/** A call reads at most about so many pages, so that it ends in its time: some 20 ms each. */
const PAGES_PER_CALL = 10_000;

const PARTITION = 'rollup';
const ItemSchema = v.object({ key: v.string() });

export interface DaysToRollUp {
  /** Registered, and claimed where they have conversions. */
  readonly batches: readonly RegisteredBatch[];
  readonly marks: ReadonlyMap<string, ClaimMark>;
  readonly arrivalMs: number;
  /** Days are made from these batches alone, whatever versions stand. */
  readonly fromScratch?: {
    /** Days that stand as they are, since not all of their batches can be read any more. */
    readonly except: ReadonlySet<Day>;
    /** An earlier call has made the days up to this one; empty where none has. */
    readonly afterDay: Day;
  };
  /** Unless it may take as long as it takes. */
  readonly pagesMax?: number;
  /** Of one day. */
  readonly channelsMax?: number;
}

export interface RolledUp {
  /** Days of which a delivery changed what was known. */
  readonly restated: number;
  /** Days still to be rolled up by a further call. */
  readonly left: number;
  /** The last day that is done; empty where there is none. */
  readonly throughDay: Day;
}

/**
 * Writes a new version of every day that has a page which its standing version does not cover. Throws `TooManyChannels`
 * once all other days are rolled up.
 */
export async function rollUpStaleDays(work: DaysToRollUp, world: World): Promise<RolledUp> {
  const { fromScratch, pagesMax = PAGES_PER_CALL, channelsMax = CHANNELS_PER_DAY_MAX } = work;
  const touched = intoDays(work.batches).filter(
    ({ day }) => fromScratch === undefined || (day > fromScratch.afterDay && !fromScratch.except.has(day)),
  );
  let done = 0;
  let restated = 0;
  let pages = 0;
  const overfull: Day[] = [];
  for (const block of intoBlocks(touched)) {
    if (pages >= pagesMax) break;
    const rolled = await rollUpBlock(block, work, world);
    restated += rolled.restated;
    pages += rolled.pages;
    overfull.push(...rolled.overfull);
    done += block.length;
    world.progress({ step: 'roll up days', done, total: touched.length, unit: 'days' });
  }
  if (overfull.length > 0) throw tooManyChannels(overfull, channelsMax);
  return { restated, left: touched.length - done, throughDay: touched[done - 1]?.day ?? fromScratch?.afterDay ?? '' };
}

function tooManyChannels(days: readonly Day[], channelsMax: number): MarginalError {
  const more = days.length === 1 ? '' : ` and ${days.length - 1} days more`;
  const message = `${days[0]}${more}: over all files more than ${channelsMax.toLocaleString('en')} channels a day; such days stay as they stand, the others are rolled up`;
  return new MarginalError('TooManyChannels', message, { details: { days } });
}

interface TouchedDay {
  readonly day: Day;
  readonly batches: readonly RegisteredBatch[];
}

function intoDays(batches: readonly RegisteredBatch[]): TouchedDay[] {
  const batchesOfDay = new Map<Day, RegisteredBatch[]>();
  for (const batch of batches) {
    if (batch.kind === 'budgets') continue;
    for (const day of fromDayRanges(batch.days)) {
      const known = batchesOfDay.get(day);
      if (known === undefined) batchesOfDay.set(day, [batch]);
      else known.push(batch);
    }
  }
  return [...batchesOfDay].map(([day, own]) => ({ day, batches: own })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Days in a row that together are not too much to hold: a day has about as many channels as its largest batch. */
function intoBlocks(touched: readonly TouchedDay[]): TouchedDay[][] {
  const blocks: TouchedDay[][] = [];
  let rows = Infinity;
  for (const day of touched) {
    const more = Math.max(...day.batches.map(({ channelDays, days }) => channelDays / fromDayRanges(days).length));
    if (rows + more > ROWS_AT_ONCE) {
      blocks.push([]);
      rows = 0;
    }
    rows += more;
    blocks.at(-1)?.push(day);
  }
  return blocks;
}

/** Answers how many of the days this ingest restated, in this attempt or in one that was cut off, and what it read. */
async function rollUpBlock(
  block: readonly TouchedDay[],
  work: DaysToRollUp,
  world: World,
): Promise<{ restated: number; pages: number; overfull: readonly Day[] }> {
  const drafts: DayDraft[] = [];
  let restated = 0;
  for (const touched of block) {
    const item = await world.ledger.get(PARTITION, touched.day);
    const draft = await draftOf(touched, item, work, world);
    if (draft !== undefined) drafts.push(draft);
    else if (item?.value['restatedAtMs'] === work.arrivalMs) restated += 1;
  }
  const draftOfDay = new Map(drafts.map((draft) => [draft.day, draft]));
  const batches = new Set(drafts.flatMap((draft) => draft.toRead));
  // In order of their keys: only so is a sum that had to be capped the same every time.
  const ordered = [...batches].sort((a, b) => (a.pageKey < b.pageKey ? -1 : 1));
  const pages = readAhead(ordered, async (batch) => ({ batch, bytes: await loadObject(world.objects, batch.pageKey) }));
  for await (const { batch, bytes } of pages) {
    refuseIfInterrupted(world.signal);
    if (batch.kind === 'events') await addEventPage(batch, bytes, work, draftOfDay, world);
    else addReportPage(batch, bytes, draftOfDay);
  }
  for (const draft of drafts) {
    const { day, events, reports, carried } = draft;
    if (!events.isWhole) continue;
    const rolled = rollUpDay(day, [events.part()], reports, carried);
    if (await writeDay(draft, rolled, work, world)) restated += 1;
  }
  const overfull = drafts.filter(({ events }) => !events.isWhole).map(({ day }) => day);
  return { restated, pages: ordered.length, overfull };
}

/** A day's next version, as far as it is known. */
interface DayDraft {
  readonly day: Day;
  readonly item: Item | undefined;
  readonly events: EventSums;
  readonly reports: ReportPart[];
  /** What the standing version has of reports, where no new one came. */
  readonly carried: StandingDay | undefined;
  /** Batches whose pages are still to be added. */
  readonly toRead: readonly RegisteredBatch[];
  /** Pages of the version that stands. */
  readonly covered: ReadonlySet<string>;
}

/**
 * Takes over from the version that stands what it has summed up: a day that gets a batch every five minutes is not
 * summed up from its first every time. Undefined where nothing is new.
 */
async function draftOf(
  { day, batches }: TouchedDay,
  item: Item | undefined,
  { fromScratch, channelsMax }: DaysToRollUp,
  world: World,
): Promise<DayDraft | undefined> {
  const draft = { day, item, events: new EventSums(channelsMax), reports: [], carried: undefined };
  if (item === undefined || fromScratch !== undefined) return { ...draft, toRead: batches, covered: new Set() };
  const standing = await loadStandingDay(v.parse(ItemSchema, item.value).key, world.objects);
  const covered = new Set(standing.covers);
  const fresh = batches.filter(({ pageKey }) => !covered.has(pageKey));
  if (fresh.length === 0) return undefined;

  const isReportNew = fresh.some(({ kind }) => kind !== 'events');
  // A sum that was capped does not say what it was made from; it stays capped where its pages have expired.
  const eventPages = standing.covers.filter(isEventPage);
  const isResummed = !standing.isExact && (await areAllThere(eventPages, world));
  const again = standing.covers.filter((key) => (isEventPage(key) ? isResummed : isReportNew));
  const reread = await batchesOfPages(again, world);
  if (!isResummed) draft.events.add(eventPages, standing.eventRows);
  return { ...draft, toRead: [...fresh, ...reread], covered, carried: isReportNew ? undefined : standing };
}

async function areAllThere(keys: readonly string[], { objects }: World): Promise<boolean> {
  for await (const bytes of readAhead(keys, (key) => objects.get(key))) if (bytes === undefined) return false;
  return true;
}

async function batchesOfPages(pageKeys: readonly string[], { ledger }: World): Promise<RegisteredBatch[]> {
  const ids = pageKeys.map(batchIdOfPage);
  if (ids.some((id) => id === undefined)) {
    return (await loadRegister(ledger)).filter(({ pageKey }) => pageKeys.includes(pageKey));
  }
  const found = await mapAtOnce(ids, async (id = '') => findBatch(ledger, id));
  return found.filter((batch) => batch !== undefined);
}

async function addEventPage(
  { batchId, pageKey }: RegisteredBatch,
  bytes: Uint8Array,
  { marks }: DaysToRollUp,
  drafts: ReadonlyMap<Day, DayDraft>,
  { objects }: World,
): Promise<void> {
  const page = decodePage(bytes, pageKey);
  const duplicatesKey = marks.get(batchId)?.key ?? null;
  const duplicates =
    duplicatesKey === null ? [] : decodeDuplicates(await loadObject(objects, duplicatesKey), duplicatesKey);
  for (const { day, rows } of daysLessDuplicates(page, duplicates)) {
    const draft = drafts.get(day);
    if (draft?.toRead.some((batch) => batch.batchId === batchId) !== true) continue;
    draft.events.add(
      [pageKey],
      rows.map(({ channel, said, sums }) => ({ channel: page.channels[channel] ?? '', said, sums })),
    );
  }
}

function addReportPage(batch: RegisteredBatch, bytes: Uint8Array, drafts: ReadonlyMap<Day, DayDraft>): void {
  const { pageKey } = batch;
  const { facts, conversionsDatedByClick } = decodeReportPage(bytes, pageKey);
  for (const [day, rows] of Map.groupBy(facts, (fact) => fact.day)) {
    const draft = drafts.get(day);
    if (draft?.toRead.some(({ batchId }) => batchId === batch.batchId) !== true) continue;
    draft.reports.push({ pageKey, rank: batch, conversionsDatedByClick, isNew: !draft.covered.has(pageKey), rows });
  }
}

/** Answers whether the day is restated. */
async function writeDay(
  { day, item }: DayDraft,
  { rollup, isRestated, capped }: RolledDay,
  { arrivalMs, fromScratch }: DaysToRollUp,
  world: World,
): Promise<boolean> {
  const { objects, ledger, signal } = world;
  for (const channel of capped)
    world.warn(`${day}: '${channel}' has more than 2^53 micros in a column; it stays at that`);
  const text = encodeJson(rollup);
  const version = sha256Hex(text).slice(0, 16);
  const key = `rollups/${day}/${version}`;
  refuseIfInterrupted(signal);
  await objects.put(key, Buffer.from(text));
  if (fromScratch !== undefined && item?.value['key'] === key) return false;
  const value = { key, version, restatedAtMs: isRestated ? arrivalMs : null };
  refuseIfInterrupted(signal);
  if (!(await ledger.write({ partition: PARTITION, sort: day, value }, item?.version ?? 0))) {
    throw new MarginalError('Conflict', `day ${day} was rolled up by somebody else meanwhile`);
  }
  return isRestated;
}
