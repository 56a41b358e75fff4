import { MarginalError } from '../core/errors.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import type { World } from '../core/world.ts';
import { claimAgain, hasConversions } from './claim-batches.ts';
import { loadClaimMarks } from './claim-marks.ts';
import { rebindBook } from './rebind-book.ts';
import { refoldBatch } from './refold-batch.ts';
import { loadRegister, type RegisteredBatch } from './register.ts';
import { rollUpStaleDays } from './roll-up-stale-days.ts';
import { extendCoverage } from './standing-coverage.ts';
import { refuseOtherTerms } from '../core/store-terms.ts';

export interface Refolded {
  readonly files: number;
  readonly rows: number;
  readonly events: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly days: number;
}

/**
 * Makes everything derived again from the raw files: pages, claims, days and channel book, each judged by its recorded
 * arrival and claimed in its recorded turn, so they come out the same, byte for byte, unless the program folds
 * differently by now. Runs, budgets and audit stay. Cut off anywhere, it can be run again. Throws `NoData`.
 */
export async function refold(world: World): Promise<Refolded> {
  const { name, text } = await world.policy.read();
  const policy = parsePolicy(text, name);
  await refuseOtherTerms(world.ledger, policy);
  const batches: RegisteredBatch[] = [];
  const register = await loadRegister(world.ledger);
  if (register.length === 0) {
    throw new MarginalError('NoData', 'the store holds no data yet; `marginal ingest PATH` brings some in');
  }
  for (const batch of register) {
    batches.push(await refoldBatch(batch, policy, world));
    world.progress({ step: 'refold', done: batches.length, total: register.length, unit: 'files' });
  }
  const claiming = batches.filter(hasConversions);
  const before = await loadClaimMarks(
    world.ledger,
    claiming.map(({ batchId }) => batchId),
  );
  const marks = await claimAgain(claiming, before, world);
  await rollUpStaleDays({ batches, marks, arrivalMs: world.clock.nowMs(), fromScratch: true }, world);
  await rebindBook(world, { always: true });
  await extendCoverage(batches, world);

  const sum = (of: (batch: RegisteredBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
  const duplicates = [...marks.values()].reduce((total, mark) => total + mark.duplicates, 0);
  return {
    files: batches.length,
    rows: sum(({ counts }) => counts.rows),
    events: sum(({ counts }) => counts.events),
    accepted: sum(({ counts }) => counts.accepted) - duplicates,
    rejected: sum(({ counts }) => counts.rejected),
    duplicates,
    days: (await world.ledger.query('rollup')).length,
  };
}
