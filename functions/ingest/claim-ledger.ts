import * as v from 'valibot';
import { type Day, dayOfEpochDay } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import { sha256Hex } from '../core/hash.ts';
import type { World } from '../core/world.ts';
import { ClaimMarkSchema } from './claim-marks.ts';
import { type ClaimedIds, decodeClaimedIds, encodeClaimedIds, joinIds, spanOf } from './claimed-ids.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { readAhead } from './read-ahead.ts';

const PARTITION = 'claim-index';
const SORT = 'current';
const MS_PER_DAY = 86_400_000;

/** Turns whose ids lie in an object each before they are sorted into days: what a claim reads besides its days. */
const TURNS_APART_MAX = 8;

const SegmentSchema = v.object({
  key: v.string(),
  /** The day (UTC) all of its ids are of; null for those of one turn. */
  day: v.nullable(v.string()),
  count: v.number(),
  fromMs: v.number(),
  toMs: v.number(),
});

const ItemSchema = v.object({ key: v.string() });

const DecidedSchema = v.object({ batchId: v.string(), ...ClaimMarkSchema.entries });

const HeadSchema = v.object({
  segments: v.array(SegmentSchema),
  decided: v.array(DecidedSchema),
});

type Segment = v.InferOutput<typeof SegmentSchema>;

/** What a turn decided of a batch. */
export type DecidedBatch = v.InferOutput<typeof DecidedSchema>;

/**
 * All ids that were ever counted, as one turn of claiming left them. Each turn writes one object, `claims/index/<hash>`:
 * the ids it counted, what it decided, and where all earlier ids are. The item `claim-index`/`current` names the last
 * one, and its version is the fence: of two writers, one decides, and the other begins anew. Ids of a turn lie apart
 * until there are eight such objects; then they join the objects of their days, so that a claim within a window of days
 * reads those days and at most seven objects more, however many ids there are.
 */
export interface ClaimLedger {
  /** Version of the item; 0 where nothing was claimed yet. */
  readonly version: number;
  readonly segments: readonly Segment[];
  /** Of the last turn: it may have been cut off before it marked them. */
  readonly decided: readonly DecidedBatch[];
}

export async function loadClaimLedger(world: World): Promise<ClaimLedger> {
  const { ledger, objects } = world;
  const item = await ledger.get(PARTITION, SORT);
  if (item === undefined) return { version: 0, segments: [], decided: [] };
  const { key } = v.parse(ItemSchema, item.value);
  const bytes = await objects.get(key);
  if (bytes === undefined) {
    // Sorted into its days between the two reads, or lost.
    if ((await lastTurn(world)) !== item.version) throw claimedMeanwhile();
    throw new MarginalError('ObjectUnreadable', `'${key}' is not in the store`);
  }
  const { header, ids } = decodeClaimedIds(bytes, key);
  const { segments, decided } = v.parse(HeadSchema, header);
  const own = ids.length === 0 ? [] : [{ key, day: null, count: ids.length, ...spanOf(ids) }];
  return { version: item.version, segments: [...segments, ...own], decided };
}

/** The ids counted between two times, and others of the same days. */
export async function* idsBetween(
  ledger: ClaimLedger,
  fromMs: number,
  toMs: number,
  world: World,
): AsyncGenerator<ClaimedIds> {
  const within = ledger.segments.filter((segment) => segment.toMs >= fromMs && segment.fromMs <= toMs);
  for await (const { key, bytes } of readAhead(within, (segment) => readSegment(segment, ledger, world))) {
    refuseIfInterrupted(world.signal);
    yield decodeClaimedIds(bytes, key).ids;
  }
}

/** Throws `Conflict` where it is gone because a later turn sorted it into its days, `ObjectUnreadable` where it is lost. */
async function readSegment(
  { key }: Segment,
  { version }: ClaimLedger,
  world: World,
): Promise<{ key: string; bytes: Uint8Array }> {
  const bytes = await world.objects.get(key);
  if (bytes !== undefined) return { key, bytes };
  if ((await lastTurn(world)) !== version) throw claimedMeanwhile();
  throw new MarginalError('ObjectUnreadable', `'${key}' is not in the store`);
}

function claimedMeanwhile(): MarginalError {
  return new MarginalError('Conflict', 'conversions were claimed by somebody else meanwhile');
}

/** What a turn leaves, written but not standing yet. */
export interface WrittenTurn {
  readonly key: string;
  readonly ledger: ClaimLedger;
  /** Objects that are not needed once it stands. */
  readonly replaced: readonly string[];
}

export async function writeTurn(
  before: ClaimLedger,
  { decided, counted }: { decided: readonly DecidedBatch[]; counted: ClaimedIds },
  world: World,
  idsMax: number,
): Promise<WrittenTurn> {
  const apart = before.segments.filter(({ day }) => day === null);
  const idsApart = apart.reduce((sum, { count }) => sum + count, counted.length);
  const isSorting = apart.length >= TURNS_APART_MAX - 1 || idsApart > idsMax;
  const sorted = isSorting ? await sortIntoDays(before, counted, world, idsMax) : undefined;
  const segments = sorted?.segments ?? before.segments;
  const own = isSorting ? joinIds([]) : counted;
  const bytes = encodeClaimedIds(own, { segments, decided });
  const key = keyOf(bytes);
  refuseIfInterrupted(world.signal);
  await world.objects.create(key, bytes);
  const ownSegment = own.length === 0 ? [] : [{ key, day: null, count: own.length, ...spanOf(own) }];
  const ledger = { version: before.version, segments: [...segments, ...ownSegment], decided };
  return { key, ledger, replaced: sorted?.replaced ?? [] };
}

/**
 * Makes a turn's decisions stand. Throws `Conflict` where another turn was decided since the ledger was loaded: nothing
 * of this one counts then.
 */
export async function commitTurn({ key, ledger, replaced }: WrittenTurn, world: World): Promise<ClaimLedger> {
  refuseIfInterrupted(world.signal);
  if (!(await world.ledger.write({ partition: PARTITION, sort: SORT, value: { key } }, ledger.version))) {
    throw claimedMeanwhile();
  }
  for (const old of replaced) await world.objects.delete(old);
  return { ...ledger, version: ledger.version + 1 };
}

/** Number of the turn that stands; 0 where there was none. */
export async function lastTurn({ ledger }: World): Promise<number> {
  return (await ledger.get(PARTITION, SORT))?.version ?? 0;
}

/** Ids of single turns joined to those of their days; what an object holds fits in memory. */
async function sortIntoDays(
  before: ClaimLedger,
  counted: ClaimedIds,
  world: World,
  idsMax: number,
): Promise<{ segments: Segment[]; replaced: string[] }> {
  const apart = before.segments.filter(({ day }) => day === null);
  const lists = [counted];
  for await (const { key, bytes } of readAhead(apart, (segment) => readSegment(segment, before, world))) {
    lists.push(decodeClaimedIds(bytes, key).ids);
  }
  const days = before.segments.filter(({ day }) => day !== null);
  const replaced = apart.map(({ key }) => key);
  for (const [day, ids] of byDay(joinIds(lists))) {
    const last = days.findLastIndex((segment) => segment.day === day);
    const standing = days[last];
    const isJoined = standing !== undefined && standing.count + ids.length <= idsMax;
    const earlier = isJoined ? [await idsOf(standing, before, world)] : [];
    const all = joinIds([...earlier, ids]);
    const bytes = encodeClaimedIds(all, {});
    const segment = { key: keyOf(bytes), day, count: all.length, ...spanOf(all) };
    refuseIfInterrupted(world.signal);
    await world.objects.create(segment.key, bytes);
    if (isJoined) {
      replaced.push(standing.key);
      days[last] = segment;
    } else days.push(segment);
  }
  return { segments: days, replaced };
}

async function idsOf(segment: Segment, ledger: ClaimLedger, world: World): Promise<ClaimedIds> {
  const { key, bytes } = await readSegment(segment, ledger, world);
  return decodeClaimedIds(bytes, key).ids;
}

function byDay(ids: ClaimedIds): [Day, ClaimedIds][] {
  const dayNumbers = new Set<number>();
  for (const atMs of ids.atMs.subarray(0, ids.length)) dayNumbers.add(Math.floor(atMs / MS_PER_DAY));
  return [...dayNumbers]
    .sort((a, b) => a - b)
    .map((number) => [
      dayOfEpochDay(number),
      joinIds([ids], ({ atMs }, index) => Math.floor((atMs[index] ?? 0) / MS_PER_DAY) === number),
    ]);
}

function keyOf(bytes: Uint8Array): string {
  return `claims/index/${sha256Hex(bytes).slice(0, 24)}`;
}

/** Deletes objects that nothing of what stands needs: those of an earlier ledger, or of a turn that was cut off. */
export async function sweepClaims(world: World): Promise<void> {
  const { objects, ledger } = world;
  const item = await ledger.get(PARTITION, SORT);
  const head = item === undefined ? '' : v.parse(ItemSchema, item.value).key;
  const { segments } = await loadClaimLedger(world);
  const needed = new Set([head, ...segments.map(({ key }) => key)]);
  for (const key of await objects.list('claims/index/')) if (!needed.has(key)) await objects.delete(key);
}
