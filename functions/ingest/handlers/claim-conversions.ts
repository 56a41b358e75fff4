import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { keepInbox } from '../backfill-lease.ts';
import { claimBatches, hasConversions, markDecided } from '../claim-batches.ts';
import { loadClaimLedger } from '../claim-ledger.ts';
import { loadClaimMarks } from '../claim-marks.ts';
import { loadOpenWork } from '../open-work.ts';

/** Each of up to 4 million conversions: together they stay within the time of one call. What is left is for the next. */
const TURNS_PER_CALL = 4;

const InputSchema = v.object({ manifestKey: v.string(), backfill: v.nullish(v.string()) });

/**
 * Decides which conversions are duplicates, for every open batch that was not decided yet, whichever run registered it.
 */
export const claimConversions: Task = async (input, world) => {
  const { manifestKey, backfill = null } = v.parse(InputSchema, input);
  if (backfill !== null) await keepInbox(backfill, world);
  const batches = (await loadOpenWork(manifestKey, world)).batches.filter(hasConversions);
  if (batches.length === 0) return { batches: 0, duplicates: 0, left: 0 };
  const claims = await loadClaimLedger(world);
  await markDecided(claims.decided, world);
  const marks = await loadClaimMarks(
    world.ledger,
    batches.map(({ batchId }) => batchId),
  );
  const unclaimed = batches.filter(({ batchId }) => !marks.has(batchId));
  return { batches: unclaimed.length, ...(await claimBatches(unclaimed, claims, world, { turnsMax: TURNS_PER_CALL })) };
};

export const handler = onLambda(claimConversions);
