import { MarginalError } from '../core/errors.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import { refuseOtherTerms } from '../core/store-terms.ts';
import type { World } from '../core/world.ts';
import { claimAgain, claimBatches, hasConversions, type WithConversions } from './claim-batches.ts';
import { loadClaimLedger } from './claim-ledger.ts';
import { type ClaimMark, loadClaimMarks } from './claim-marks.ts';
import { rebindWholeBook } from './rebind-book.ts';
import { refoldBatch } from './refold-batch.ts';
import { planRefold } from './refold-plan.ts';
import { type Refolded, summariseRefold } from './refold-summary.ts';
import { loadRegister, type RegisteredBatch } from './register.ts';
import { rollUpStaleDays } from './roll-up-stale-days.ts';
import { extendCoverage } from './standing-coverage.ts';

/**
 * Makes everything derived again from the raw files there are: pages, claims, days and channel book, each judged by its
 * recorded arrival and claimed in its recorded turn, so they come out the same, byte for byte, unless the program folds
 * differently by now. Days of events whose raw files have expired stand as they are, and then so do all claims. Runs,
 * budgets and audit stay. Cut off anywhere, it can be run again. Throws `NoData`.
 */
export async function refold(world: World): Promise<Refolded> {
  const { name, text } = await world.policy.read();
  const policy = parsePolicy(text, name);
  await refuseOtherTerms(world.ledger, policy);
  const register = await loadRegister(world.ledger);
  if (register.length === 0) {
    throw new MarginalError('NoData', 'the store holds no data yet; `marginal ingest PATH` brings some in');
  }
  const { again, kept, expired, settledDays } = planRefold(register, world.clock.nowMs());
  const claimsStand = expired.some(hasConversions);
  const folded: RegisteredBatch[] = [];
  for (const batch of again) {
    folded.push(await refoldBatch(batch, { policy, claimsStand }, world));
    world.progress({ step: 'refold', done: folded.length, total: again.length, unit: 'files' });
  }
  const batches = [...folded, ...kept];
  const claiming = batches.filter(hasConversions);
  const marks = await (claimsStand ? claimRest(claiming, world) : claimAllAgain(claiming, world));
  const fromScratch = { except: settledDays, afterDay: '' };
  const arrivalMs = world.clock.nowMs();
  await rollUpStaleDays({ batches, marks, arrivalMs, fromScratch, pagesMax: Infinity }, world);
  await rebindWholeBook(batches, world);
  await extendCoverage(batches, world);
  return summariseRefold({ folded, standing: kept.length + expired.length, marks }, world);
}

async function claimAllAgain(claiming: readonly WithConversions[], world: World): Promise<Map<string, ClaimMark>> {
  return claimAgain(claiming, await marksOf(claiming, world), world);
}

/** What was decided stands; what nobody came to decide is decided now. */
async function claimRest(claiming: readonly WithConversions[], world: World): Promise<Map<string, ClaimMark>> {
  const marks = await marksOf(claiming, world);
  const unclaimed = claiming.filter(({ batchId }) => !marks.has(batchId));
  if (unclaimed.length === 0) return marks;
  await claimBatches(unclaimed, await loadClaimLedger(world), world);
  return marksOf(claiming, world);
}

function marksOf(claiming: readonly WithConversions[], { ledger }: World): Promise<Map<string, ClaimMark>> {
  return loadClaimMarks(
    ledger,
    claiming.map(({ batchId }) => batchId),
  );
}
