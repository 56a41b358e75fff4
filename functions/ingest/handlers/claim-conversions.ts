import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { findDuplicates } from '../claim.ts';
import { loadClaimMarks, markClaimed } from '../claim-marks.ts';
import { decodeDuplicates, encodeDuplicates } from '../duplicates.ts';
import { objectNameOf } from '../batch-id.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { loadObject } from '../load-object.ts';
import { decodePage } from '../page.ts';
import { loadRegister, type RegisteredBatch } from '../register.ts';

const InputSchema = v.object({ manifestKey: v.string() });

type WithConversions = RegisteredBatch & { readonly conversions: NonNullable<RegisteredBatch['conversions']> };

/**
 * Decides which conversions are duplicates, for every registered batch that was not decided yet, whichever run
 * registered it. Duplicates are written first, the mark last; a batch whose duplicates are there but whose mark is
 * not was decided.
 */
export const claimConversions: Task = async (input, world) => {
  v.parse(InputSchema, input);
  const { objects, ledger, signal } = world;
  const marks = await loadClaimMarks(ledger);
  const batches = (await loadRegister(ledger)).filter(hasConversions);
  const unmarked = batches.filter(({ batchId }) => !marks.has(batchId));
  for (const batch of unmarked) {
    const key = duplicatesKeyOf(batch);
    const written = await objects.get(key);
    if (written === undefined) continue;
    refuseIfInterrupted(signal);
    marks.set(
      batch.batchId,
      await markClaimed(ledger, batch.batchId, { key, duplicates: decodeDuplicates(written, key).length }),
    );
  }
  const unclaimed = unmarked.filter(({ batchId }) => !marks.has(batchId));
  if (unclaimed.length === 0) return { batches: 0, duplicates: 0 };

  const load = async (batch: WithConversions) => {
    refuseIfInterrupted(signal);
    const { claims } = decodePage(await loadObject(objects, batch.pageKey), batch.pageKey);
    const key = marks.get(batch.batchId)?.key ?? null;
    return { claims, duplicates: key === null ? [] : decodeDuplicates(await loadObject(objects, key), key) };
  };
  const claimed = batches.filter(({ batchId }) => marks.has(batchId));
  const found = await findDuplicates(unclaimed, claimed, load);
  let done = 0;
  let duplicates = 0;
  for (const [batch, positions] of found) {
    const key = positions.length === 0 ? null : duplicatesKeyOf(batch);
    refuseIfInterrupted(signal);
    if (key !== null) await objects.create(key, encodeDuplicates(positions));
    refuseIfInterrupted(signal);
    await markClaimed(ledger, batch.batchId, { key, duplicates: positions.length });
    duplicates += positions.length;
    done += 1;
    world.progress({ step: 'ClaimConversions', done, total: found.size, unit: 'batches' });
  }
  return { batches: found.size, duplicates };
};

function hasConversions(batch: RegisteredBatch): batch is WithConversions {
  return batch.conversions !== null;
}

function duplicatesKeyOf({ batchId }: RegisteredBatch): string {
  return `claims/${objectNameOf(batchId)}`;
}

export const handler = onLambda(claimConversions);
