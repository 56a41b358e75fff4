import { ClaimIndex, IdSet } from './claim-index.ts';
import type { ClaimedIds } from './claimed-ids.ts';

/** What decides when a batch claims. */
export interface ClaimRank {
  readonly name: string;
  readonly arrivalMs: number;
}

/** (arrival, name): the order in which batches claim. */
export function byArrival(a: ClaimRank, b: ClaimRank): number {
  return a.arrivalMs - b.arrivalMs || (a.name < b.name ? -1 : Number(a.name > b.name));
}

/**
 * The duplicates of each list of conversions, as positions in it. A conversion is one if its id was counted at most
 * seven days before or after it, by `at`; of several, the first counts: in the order of the lists, then of their lines.
 *
 * `countedBefore` may hold any number of ids: of those only the ones that come again are kept, so memory grows with the
 * lists alone.
 */
export async function findDuplicates(
  lists: readonly ClaimedIds[],
  countedBefore: AsyncIterable<ClaimedIds>,
): Promise<number[][]> {
  const index = new ClaimIndex();
  let wanted: IdSet | undefined;
  for await (const ids of countedBefore) {
    wanted ??= idsOf(lists);
    for (let at = 0; at < ids.length; at += 1) {
      const high = ids.hashHigh[at] ?? 0;
      const low = ids.hashLow[at] ?? 0;
      if (wanted.has(high, low)) index.claim(high, low, ids.atMs[at] ?? 0);
    }
  }
  const refused = lists.map((list) => claimInto(index, list));
  index.free();
  return refused;
}

function idsOf(lists: readonly ClaimedIds[]): IdSet {
  const ids = new IdSet();
  for (const { length, hashHigh, hashLow } of lists) {
    for (let index = 0; index < length; index += 1) ids.add(hashHigh[index] ?? 0, hashLow[index] ?? 0);
  }
  return ids;
}

/** Positions that could not be claimed. */
function claimInto(index: ClaimIndex, list: ClaimedIds): number[] {
  const refused: number[] = [];
  for (let at = 0; at < list.length; at += 1) {
    if (!index.claim(list.hashHigh[at] ?? 0, list.hashLow[at] ?? 0, list.atMs[at] ?? 0)) refused.push(at);
  }
  return refused;
}
