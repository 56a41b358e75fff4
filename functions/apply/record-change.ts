import { formatMicros } from '../core/money.ts';
import { appendAudit, appliedBudget, writeAppliedBudget } from '../core/run-ledger.ts';
import type { AppliedBudget, AuditEntry } from '../core/run-ledger.ts';
import type { World } from '../core/world.ts';
import type { LiveBudget, WriteOutcome } from './destination.ts';
import { closeIntent, seqOf } from './intent.ts';
import type { Intent } from './intent.ts';

/** What became of one change, and whether that is certain. */
export interface Confirmation {
  readonly outcome: 'written' | 'failed';
  readonly reason: string;
  /** False where the change may still happen: its intent stays open, and whoever comes next reads again. */
  readonly settled: boolean;
}

const WRITTEN: Confirmation = { outcome: 'written', reason: '', settled: true };

function failed(reason: string, settled = true): Confirmation {
  return { outcome: 'failed', reason, settled };
}

/**
 * Judges one change by what the destination answered and what reads back (undefined where it cannot be read). What
 * reads back decides; an answer alone is believed only where nothing can be read.
 */
export function confirm(
  intent: Pick<Intent, 'fromMicros' | 'toMicros'>,
  answer: WriteOutcome,
  readBack: LiveBudget | undefined,
  currency: string,
): Confirmation {
  if (readBack === undefined) {
    return answer.kind === 'accepted' ? WRITTEN : failed(answer.reason, answer.kind === 'refused');
  }
  if (readBack.kind === 'unreadable') {
    return failed(`it cannot be read back: ${readBack.reason}`, answer.kind === 'refused');
  }
  if (readBack.micros === intent.toMicros) return WRITTEN;
  const found = formatMicros(readBack.micros, currency);
  if (answer.kind === 'accepted') return failed(`it was accepted, but ${found} reads back`);
  if (answer.kind === 'refused') return failed(answer.reason);
  return failed(
    `${answer.reason}; ${found} reads back, and it is not sent again`,
    readBack.micros !== intent.fromMicros,
  );
}

/**
 * Puts the outcome of a change into the ledger: the budget that stands now, then its audit entry, then the intent is
 * taken back. In this order a process may die anywhere: the open intent tells the next one what to complete.
 */
export async function recordChange(world: World, intent: Intent, confirmation: Confirmation): Promise<void> {
  const { ledger, clock } = world;
  const { channel, runId, action, by, destination, fromMicros, toMicros, epoch } = intent;
  const seq = seqOf(intent);
  const atMs = clock.nowMs();
  if (confirmation.outcome === 'written') {
    await writeAppliedBudget(ledger, {
      channel,
      micros: toMicros,
      previousMicros: fromMicros,
      atMs,
      by,
      runId,
      action,
      destination,
      epoch,
      seq,
      version: intent.budgetVersion,
    });
  }
  const { outcome, reason } = confirmation;
  await appendAudit(ledger, {
    atMs,
    by,
    runId,
    seq,
    action,
    channel,
    fromMicros,
    toMicros,
    destination,
    outcome,
    reason,
  });
  if (confirmation.settled) await closeIntent(ledger, intent);
}

function writtenEntry({ micros, previousMicros, ...standing }: AppliedBudget): AuditEntry {
  const { atMs, by, runId, seq, action, channel, destination } = standing;
  const change = { fromMicros: previousMicros, toMicros: micros, outcome: 'written', reason: '' } as const;
  return { atMs, by, runId, seq, action, channel, destination, ...change };
}

/**
 * Completes what an interrupted execution left open. `live` is the channel's budget now, undefined where its
 * destination cannot tell: there only the ledger counts, and sending the same amount again is the same amount.
 * A change that did not happen is given up only by a later execution than its own (`epoch`): it may still be under way.
 */
export async function settleIntent(
  world: World,
  intent: Intent,
  live: LiveBudget | undefined,
  { currency, epoch }: { readonly currency: string; readonly epoch: number },
): Promise<void> {
  const standing = await appliedBudget(world.ledger, intent.channel);
  if (standing !== undefined && standing.version !== intent.budgetVersion) {
    if (standing.seq === seqOf(intent)) await appendAudit(world.ledger, writtenEntry(standing));
    await closeIntent(world.ledger, intent);
    return;
  }
  if (live?.kind === 'unreadable') return;
  if (live === undefined || live.micros === intent.fromMicros) {
    if (intent.epoch !== epoch) await closeIntent(world.ledger, intent);
    return;
  }
  const found = formatMicros(live.micros, currency);
  await recordChange(
    world,
    intent,
    live.micros === intent.toMicros ? WRITTEN : failed(`it was interrupted; ${found} stands there now`),
  );
}
