import { CLAIM_WINDOW_MS, CLAIMS_IN_MEMORY_MAX, ClaimIndex } from './claim-index.ts';
import type { ClaimList } from './claim-list.ts';

/** A batch with conversions, as claiming sees it. */
export interface ClaimingBatch {
  readonly batchId: string;
  readonly name: string;
  readonly arrivalMs: number;
  readonly conversions: { readonly count: number; readonly fromMs: number; readonly toMs: number };
}

/** What claiming reads of a batch: its conversions and, where it was claimed before, which of them are duplicates. */
export interface LoadedClaims {
  readonly claims: ClaimList;
  readonly duplicates: readonly number[];
}

/** (arrival, name): the order in which batches claim. */
export function byArrival(a: ClaimingBatch, b: ClaimingBatch): number {
  return a.arrivalMs - b.arrivalMs || (a.name < b.name ? -1 : Number(a.name > b.name));
}

/**
 * The duplicates of each unclaimed batch, as positions in its list of conversions. A conversion is one if its id was
 * counted at most seven days before or after it, by `at`; of several, the first in (arrival, name, line) order
 * counts. Batches that were claimed before stand as they are, whatever order they came in.
 *
 * Ids that do not fit in memory at once are walked in passes, each over the ids with one remainder of their hash: exact
 * for any number of conversions, at one more reading of the pages for every 4 million of them.
 */
export async function findDuplicates<B extends ClaimingBatch>(
  unclaimed: readonly B[],
  claimed: readonly B[],
  load: (batch: B) => Promise<LoadedClaims>,
): Promise<Map<B, readonly number[]>> {
  const fromMs = Math.min(...unclaimed.map(({ conversions }) => conversions.fromMs)) - CLAIM_WINDOW_MS;
  const toMs = Math.max(...unclaimed.map(({ conversions }) => conversions.toMs)) + CLAIM_WINDOW_MS;
  const within = claimed.filter(({ conversions }) => conversions.toMs >= fromMs && conversions.fromMs <= toMs);
  const ordered = unclaimed.toSorted(byArrival);
  const total = [...within, ...ordered].reduce((sum, { conversions }) => sum + conversions.count, 0);
  const passes = Math.max(1, Math.ceil(total / CLAIMS_IN_MEMORY_MAX));

  const found = new Map<B, number[]>(ordered.map((batch) => [batch, []]));
  for (let pass = 0; pass < passes; pass += 1) {
    const index = new ClaimIndex();
    for (const batch of within) {
      const { claims, duplicates } = await load(batch);
      claimInto(index, claims, { pass, passes, except: new Set(duplicates), fromMs, toMs });
    }
    for (const batch of ordered) {
      const { claims } = await load(batch);
      const duplicates = claimInto(index, claims, { pass, passes, except: new Set(), fromMs, toMs });
      const others = found.get(batch) ?? [];
      found.set(batch, others.length === 0 ? duplicates : [...others, ...duplicates].sort((a, b) => a - b));
    }
  }
  return found;
}

interface Pass {
  readonly pass: number;
  readonly passes: number;
  readonly except: ReadonlySet<number>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Positions that could not be claimed. */
function claimInto(index: ClaimIndex, claims: ClaimList, { pass, passes, except, fromMs, toMs }: Pass): number[] {
  const refused: number[] = [];
  for (let position = 0; position < claims.length; position += 1) {
    const high = claims.hashHigh[position] ?? 0;
    const atMs = claims.atMs[position] ?? 0;
    if (high % passes !== pass || atMs < fromMs || atMs > toMs || except.has(position)) continue;
    if (!index.claim(high, claims.hashLow[position] ?? 0, atMs)) refused.push(position);
  }
  return refused;
}
