import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import { formatMicros, sumMicros } from '../core/money.ts';
import type { PlanLine, RunRecord } from '../core/plan.ts';
import type { AppliedBudget } from '../core/run-ledger.ts';
import type { PreparedLine } from './changes.ts';
import type { NameOf } from './channel-names.ts';
import type { Decided } from './decide-apply.ts';
import { changesOf } from './refuse-apply.ts';

type Budgets = ReadonlyMap<ChannelId, AppliedBudget>;
type Way = Pick<PreparedLine, 'fromMicros' | 'toMicros' | 'destination' | 'skip'>;

function wayBack(line: PlanLine, ours: AppliedBudget | undefined, { runId, currency }: RunRecord): Way {
  const planned = { fromMicros: line.proposedMicros, toMicros: line.currentMicros, destination: null };
  if (ours === undefined) return { ...planned, skip: 'this run did not change it' };
  const { micros, previousMicros, destination, action } = ours;
  const at = `${formatMicros(micros, currency)} on ${new Date(ours.atMs).toISOString().slice(0, 10)}`;
  if (ours.runId !== runId)
    return { ...planned, skip: `this run's budget does not stand: run ${ours.runId} set ${at}` };
  return action === 'apply'
    ? { fromMicros: micros, toMicros: previousMicros, destination, skip: null }
    : { fromMicros: previousMicros, toMicros: micros, destination, skip: `already put back to ${at}` };
}

/**
 * The lines a `rollback` is to write: where the newest budget in the ledger is this run's, back to what it replaced,
 * at the destination it was written to. Throws `NothingToApply` where the run never changed a budget that is known.
 */
export function decideRollback(record: RunRecord, budgets: Budgets, nameOf: NameOf): Decided {
  const changed = changesOf(record);
  if (!changed.some(({ channel }) => budgets.get(channel)?.runId === record.runId)) {
    throw new MarginalError(
      'NothingToApply',
      `no budget of run '${record.runId}' stands: there is nothing to roll back`,
      {
        details: { runId: record.runId },
      },
    );
  }
  const lines = changed.map((line) => {
    const { channel, marginalRoas } = line;
    const { name, platform } = nameOf(channel);
    const { destination, fromMicros, toMicros, skip } = wayBack(line, budgets.get(channel), record);
    return { channel, name, platform, destination, fromMicros, toMicros, marginalRoas, skip };
  });
  const touched = lines.filter(({ destination }) => destination !== null);
  return {
    lines,
    fromTotalMicros: sumMicros(touched.map(({ fromMicros }) => fromMicros)),
    toTotalMicros: sumMicros(touched.map(({ toMicros }) => toMicros)),
  };
}
