import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import { loadObject } from '../core/load-object.ts';
import type { World } from '../core/world.ts';
import { objectNameOf } from './batch-id.ts';
import { byArrival, findDuplicates } from './claim.ts';
import { CLAIM_WINDOW_MS, CLAIMS_IN_MEMORY_MAX } from './claim-index.ts';
import {
  type ClaimLedger,
  type DecidedBatch,
  type WrittenTurn,
  commitTurn,
  idsBetween,
  lastTurn,
  sweepClaims,
  writeTurn,
} from './claim-ledger.ts';
import { type ClaimList, freeClaims } from './claim-list.ts';
import { type ClaimMark, loadClaimMarks, markClaimed } from './claim-marks.ts';
import { joinIds } from './claimed-ids.ts';
import { encodeDuplicates } from './duplicates.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { decodePage } from './page.ts';
import { readAhead } from './read-ahead.ts';
import type { RegisteredBatch } from './register.ts';

export type WithConversions = RegisteredBatch & { readonly conversions: NonNullable<RegisteredBatch['conversions']> };

export function hasConversions(batch: RegisteredBatch): batch is WithConversions {
  return batch.conversions !== null;
}

export interface ClaimLimits {
  readonly turnsMax?: number;
  /** Conversions of one turn, and ids of one object. */
  readonly idsMax?: number;
}

export interface Claimed {
  readonly duplicates: number;
  /** Batches that are still to be decided. */
  readonly left: number;
}

/**
 * Decides which conversions of batches that were not decided yet are duplicates, in the order they came, and makes it
 * stand: duplicates first, then the ledger of claims, the marks last. What is left after so many turns is for another
 * call.
 */
export async function claimBatches(
  unclaimed: readonly WithConversions[],
  ledger: ClaimLedger,
  world: World,
  { turnsMax = Infinity, idsMax = CLAIMS_IN_MEMORY_MAX }: ClaimLimits = {},
): Promise<Claimed> {
  let standing = ledger;
  let done = 0;
  let duplicates = 0;
  for (const batches of intoTurns(unclaimed.toSorted(byArrival), idsMax).slice(0, turnsMax)) {
    const written = await claimTurn({ turn: standing.version + 1, batches }, standing, world, idsMax);
    standing = await commitTurn(written, world);
    await markDecided(standing.decided, world);
    duplicates += standing.decided.reduce((sum, batch) => sum + batch.duplicates, 0);
    done += batches.length;
    world.progress({ step: 'claim conversions', done, total: unclaimed.length, unit: 'batches' });
  }
  return { duplicates, left: unclaimed.length - done };
}

/**
 * Decides all claims anew, in the order in which they were decided before, as their marks tell; batches without a mark
 * come last, as new ones do. What was decided before stands until all is decided. Answers the marks that stand then.
 */
export async function claimAgain(
  batches: readonly WithConversions[],
  marks: ReadonlyMap<string, ClaimMark>,
  world: World,
): Promise<Map<string, ClaimMark>> {
  const [marked = [], unmarked = []] = [true, false].map((wanted) =>
    batches.filter(({ batchId }) => marks.has(batchId) === wanted),
  );
  const turns = Map.groupBy(marked, ({ batchId }) => marks.get(batchId)?.turn ?? 0);
  let standing: ClaimLedger = { version: await lastTurn(world), segments: [], decided: [] };
  let written: WrittenTurn | undefined;
  const decided: DecidedBatch[] = [];
  for (const [turn, ofTurn] of [...turns].sort(([a], [b]) => a - b)) {
    written = await claimTurn({ turn, batches: ofTurn.toSorted(byArrival) }, standing, world, CLAIMS_IN_MEMORY_MAX);
    standing = written.ledger;
    for (const batch of standing.decided) decided.push(batch);
    world.progress({ step: 'claim again', done: decided.length, total: batches.length, unit: 'batches' });
  }
  if (written !== undefined) standing = await commitTurn({ ...written, replaced: [] }, world);
  await markDecided(decided, world);
  await claimBatches(unmarked, standing, world);
  if (batches.length > 0) await sweepClaims(world);
  return loadClaimMarks(
    world.ledger,
    batches.map(({ batchId }) => batchId),
  );
}

/** Marks what was decided and is not marked yet. */
export async function markDecided(decided: readonly DecidedBatch[], { ledger, signal }: World): Promise<void> {
  const marks = await loadClaimMarks(
    ledger,
    decided.map(({ batchId }) => batchId),
  );
  for (const { batchId, ...mark } of decided) {
    if (encodeJson(marks.get(batchId) ?? null) === encodeJson(mark)) continue;
    refuseIfInterrupted(signal);
    await markClaimed(ledger, batchId, mark);
  }
}

/** Batches in a row whose conversions fit in memory. */
function intoTurns(ordered: readonly WithConversions[], idsMax: number): WithConversions[][] {
  const turns: WithConversions[][] = [];
  let count = Infinity;
  for (const batch of ordered) {
    if (count + batch.conversions.count > idsMax) {
      turns.push([]);
      count = 0;
    }
    count += batch.conversions.count;
    turns.at(-1)?.push(batch);
  }
  return turns;
}

async function claimTurn(
  { turn, batches }: { turn: number; batches: readonly WithConversions[] },
  before: ClaimLedger,
  world: World,
  idsMax: number,
): Promise<WrittenTurn> {
  const { objects, signal } = world;
  const lists: ClaimList[] = [];
  const pages = readAhead(batches, async ({ pageKey }) => ({ pageKey, bytes: await loadObject(objects, pageKey) }));
  for await (const { pageKey, bytes } of pages) {
    refuseIfInterrupted(signal);
    lists.push(decodePage(bytes, pageKey).claims);
  }
  const fromMs = Math.min(...batches.map(({ conversions }) => conversions.fromMs)) - CLAIM_WINDOW_MS;
  const toMs = Math.max(...batches.map(({ conversions }) => conversions.toMs)) + CLAIM_WINDOW_MS;
  const found = await findDuplicates(lists, idsBetween(before, fromMs, toMs, world));

  const decided: DecidedBatch[] = [];
  for (const [index, { batchId }] of batches.entries()) {
    const positions = found[index] ?? [];
    const key = positions.length === 0 ? null : await keepDuplicates(batchId, positions, world);
    decided.push({ batchId, key, duplicates: positions.length, turn });
  }
  const refused = new Map<object, ReadonlySet<number>>(lists.map((list, index) => [list, new Set(found[index])]));
  const counted = joinIds(lists, (list, index) => refused.get(list)?.has(index) !== true);
  for (const list of lists) freeClaims(list);
  return writeTurn(before, { decided, counted }, world, idsMax);
}

/** Under a name of its own content: of two writers that decide at once, neither changes what the other's says. */
async function keepDuplicates(batchId: string, positions: readonly number[], world: World): Promise<string> {
  const bytes = encodeDuplicates(positions);
  const key = `claims/${objectNameOf(batchId)}.${sha256Hex(bytes).slice(0, 8)}`;
  refuseIfInterrupted(world.signal);
  await world.objects.create(key, bytes);
  return key;
}
