import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { keepInbox, releaseInbox } from '../backfill-lease.ts';
import { hasConversions } from '../claim-batches.ts';
import { loadClaimMarks } from '../claim-marks.ts';
import { countNotRefolded } from '../group-results.ts';
import { loadManifest } from '../manifest.ts';
import { rebindWholeBook } from '../rebind-book.ts';
import { planRefold } from '../refold-plan.ts';
import { summariseRefold } from '../refold-summary.ts';
import { loadRegister } from '../register.ts';
import { rollUpStaleDays } from '../roll-up-stale-days.ts';
import { extendCoverage } from '../standing-coverage.ts';

const InputSchema = v.object({ manifestKey: v.string(), backfill: v.string(), afterDay: v.string() });

/**
 * Makes the days anew from the pages of all batches, in as many calls as it takes, each told how far the one before got;
 * the last binds the channel book and sums up what was folded again.
 */
export const rollUpAgain: Task = async (input, world) => {
  const { manifestKey, backfill, afterDay } = v.parse(InputSchema, input);
  await keepInbox(backfill, world);
  const manifest = await loadManifest(world.objects, manifestKey);
  const register = await loadRegister(world.ledger);
  const { again, kept, expired, settledDays } = planRefold(register, manifest.arrivalMs);
  const readable = [...again, ...kept];
  const marks = await loadClaimMarks(
    world.ledger,
    readable.filter(hasConversions).map(({ batchId }) => batchId),
  );
  const batches = readable.filter(({ batchId, conversions }) => conversions === null || marks.has(batchId));
  const fromScratch = { except: settledDays, afterDay };
  const { left, throughDay } = await rollUpStaleDays(
    { batches, marks, arrivalMs: manifest.arrivalMs, fromScratch },
    world,
  );
  if (left > 0) return { unfinished: 'RollUpAgain', throughDay };
  await rebindWholeBook(register, world);
  await extendCoverage(batches, world);
  const missingGroups = await countNotRefolded({ manifestKey, manifest }, world);
  const summary = await summariseRefold({ folded: again, standing: kept.length + expired.length, marks }, world);
  await releaseInbox(backfill, world);
  return { ...summary, missingGroups, unfinished: null, throughDay };
};

export const handler = onLambda(rollUpAgain);
