import { sha256Hex } from '../core/hash.ts';
import type { World } from '../core/world.ts';
import { objectNameOf } from './batch-id.ts';
import { byArrival, findDuplicates } from './claim.ts';
import { CLAIM_WINDOW_MS, CLAIMS_IN_MEMORY_MAX } from './claim-index.ts';
import { type ClaimLedger, type DecidedBatch, commitClaims, idsBetween } from './claim-ledger.ts';
import type { ClaimList } from './claim-list.ts';
import { loadClaimMarks, markClaimed } from './claim-marks.ts';
import { joinIds } from './claimed-ids.ts';
import { encodeDuplicates } from './duplicates.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { loadObject } from './load-object.ts';
import { decodePage } from './page.ts';
import type { RegisteredBatch } from './register.ts';

export type WithConversions = RegisteredBatch & { readonly conversions: NonNullable<RegisteredBatch['conversions']> };

export function hasConversions(batch: RegisteredBatch): batch is WithConversions {
  return batch.conversions !== null;
}

/**
 * Decides which conversions of batches that were not decided yet are duplicates, in the order they came, and makes it
 * stand: duplicates first, then the ledger of claims, the marks last. Answers the number of duplicates.
 */
export async function claimBatches(
  unclaimed: readonly WithConversions[],
  ledger: ClaimLedger,
  world: World,
): Promise<number> {
  let standing = ledger;
  let done = 0;
  let duplicates = 0;
  for (const turn of intoTurns(unclaimed.toSorted(byArrival))) {
    const { decided, ledger: next } = await claimTurn(turn, standing, world);
    standing = next;
    await markDecided(decided, world);
    duplicates += decided.reduce((sum, batch) => sum + batch.duplicates, 0);
    done += turn.length;
    world.progress({ step: 'ClaimConversions', done, total: unclaimed.length, unit: 'batches' });
  }
  return duplicates;
}

/** Marks what was decided and is not marked yet. */
export async function markDecided(decided: readonly DecidedBatch[], { ledger, signal }: World): Promise<void> {
  const marks = await loadClaimMarks(
    ledger,
    decided.map(({ batchId }) => batchId),
  );
  for (const { batchId, key, duplicates } of decided) {
    const mark = marks.get(batchId);
    if (mark?.key === key && mark.duplicates === duplicates) continue;
    refuseIfInterrupted(signal);
    await markClaimed(ledger, batchId, { key, duplicates });
  }
}

/** Batches in a row whose conversions fit in memory. */
function intoTurns(ordered: readonly WithConversions[]): WithConversions[][] {
  const turns: WithConversions[][] = [];
  let count = Infinity;
  for (const batch of ordered) {
    if (count + batch.conversions.count > CLAIMS_IN_MEMORY_MAX) {
      turns.push([]);
      count = 0;
    }
    count += batch.conversions.count;
    turns.at(-1)?.push(batch);
  }
  return turns;
}

async function claimTurn(
  turn: readonly WithConversions[],
  before: ClaimLedger,
  world: World,
): Promise<{ decided: DecidedBatch[]; ledger: ClaimLedger }> {
  const { objects, signal } = world;
  const lists: ClaimList[] = [];
  for (const { pageKey } of turn) {
    refuseIfInterrupted(signal);
    lists.push(decodePage(await loadObject(objects, pageKey), pageKey).claims);
  }
  const fromMs = Math.min(...turn.map(({ conversions }) => conversions.fromMs)) - CLAIM_WINDOW_MS;
  const toMs = Math.max(...turn.map(({ conversions }) => conversions.toMs)) + CLAIM_WINDOW_MS;
  const found = await findDuplicates(lists, idsBetween(before, fromMs, toMs, world));

  const decided: DecidedBatch[] = [];
  for (const [index, { batchId }] of turn.entries()) {
    const positions = found[index] ?? [];
    const key = positions.length === 0 ? null : await keepDuplicates(batchId, positions, world);
    decided.push({ batchId, key, duplicates: positions.length });
  }
  const refused = new Map<object, ReadonlySet<number>>(lists.map((list, index) => [list, new Set(found[index])]));
  const counted = joinIds(lists, (list, index) => refused.get(list)?.has(index) !== true);
  return { decided, ledger: await commitClaims(before, { decided, counted }, world) };
}

/** Under a name of its own content: of two writers that decide at once, neither changes what the other's says. */
async function keepDuplicates(batchId: string, positions: readonly number[], world: World): Promise<string> {
  const bytes = encodeDuplicates(positions);
  const key = `claims/${objectNameOf(batchId)}.${sha256Hex(bytes).slice(0, 8)}`;
  refuseIfInterrupted(world.signal);
  await world.objects.create(key, bytes);
  return key;
}
