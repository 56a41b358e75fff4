import type { PlanLine, RunRecord } from '../core/plan.ts';
import { appliedBudgets, getRun } from '../core/run-ledger.ts';
import type { AppliedBudget, BudgetAction } from '../core/run-ledger.ts';
import type { World } from '../core/world.ts';
import { saveChanges } from './changes.ts';
import type { PreparedChanges } from './changes.ts';
import { channelNames } from './channel-names.ts';
import type { NameOf } from './channel-names.ts';
import { decideApply } from './decide-apply.ts';
import { decideRollback } from './decide-rollback.ts';
import type { LiveBudget, OpenDestination } from './destination.ts';
import { openIntents } from './intent.ts';
import { takeLease } from './lease.ts';
import { liveBudgets } from './live-budgets.ts';
import type { BudgetedLine } from './live-budgets.ts';
import { newestDataDay } from './newest-data-day.ts';
import { destinationKinds, openDestinations } from './open-destinations.ts';
import { refuseApply } from './refuse-apply.ts';
import type { ApplyRules } from './refuse-apply.ts';
import { settleIntents } from './settle-intents.ts';
import { statedBudgets } from './stated-budgets.ts';

export interface PrepareRequest {
  readonly runId: string;
  readonly action: BudgetAction;
  /** Who asks: a person's name, or `auto`. */
  readonly by: string;
  /** Also apply lines whose today's budget is only guessed from mean spend. */
  readonly assumeCurrent: boolean;
  /** Who holds the lease meanwhile; the same holder may take it again. */
  readonly owner: string;
}

function budgeted({ channel, currentMicros }: PlanLine, rules: ApplyRules, nameOf: NameOf): BudgetedLine {
  return { channel, fromMicros: currentMicros, destination: rules.destinations[nameOf(channel).platform] ?? null };
}

/** Lines whose budgets make up the sum the change is measured against: the whole plan, or what the run had written. */
function measuredLines(
  { action }: PrepareRequest,
  record: RunRecord,
  rules: ApplyRules,
  nameOf: NameOf,
  lines: readonly BudgetedLine[],
): readonly BudgetedLine[] {
  return action === 'apply'
    ? record.plan.lines.map((line) => budgeted(line, rules, nameOf))
    : lines.filter(({ destination }) => destination !== null);
}

/** A line this run wrote already counts with what it replaced, so that doing it again measures against the same sum. */
function beforeMicrosOf(
  line: BudgetedLine,
  live: LiveBudget | undefined,
  ours: AppliedBudget | undefined,
  { runId, action }: PrepareRequest,
): number {
  const now = live?.kind === 'known' ? live.micros : line.fromMicros;
  return ours?.runId === runId && ours.action === action && ours.micros === now ? ours.previousMicros : now;
}

/**
 * Refuses what must not be applied, takes the lease, completes what an interrupted execution left open, and fixes what
 * is about to be written. Nothing is written before every refusal has had its say.
 * Throws `UnknownRun`, `NothingToApply`, `Stale`, `NoDestination`, `StoreBusy`, `Conflict`.
 */
export async function prepare(
  request: PrepareRequest,
  world: World,
  rules: ApplyRules,
  open: OpenDestination,
): Promise<{ readonly changesKey: string; readonly changes: PreparedChanges }> {
  const { runId, action, by, owner, assumeCurrent } = request;
  const { ledger, objects, clock } = world;
  const { record } = await getRun(ledger, objects, runId);
  const nameOf = await channelNames(objects, record);
  const identity = { runId, action, currency: record.currency };
  const decide = (budgets: ReadonlyMap<string, AppliedBudget>) =>
    action === 'apply' ? decideApply(record, rules, nameOf, assumeCurrent) : decideRollback(record, budgets, nameOf);
  if (action === 'apply') {
    const dataDay = await newestDataDay(ledger, record.asOf);
    refuseApply(record, rules, nameOf, { dataDay, nowMs: clock.nowMs() });
  }
  // A budget that an interrupted execution wrote may not be in the ledger before its intent is settled.
  if (action === 'apply' || (await openIntents(ledger)).length === 0) {
    const kinds = destinationKinds(decide(await appliedBudgets(ledger)).lines);
    await openDestinations(kinds, identity, [], world, open);
  }

  const lease = await takeLease(world, owner);
  await settleIntents({ ...identity, epoch: lease.epoch }, world, open);
  const budgets = await appliedBudgets(ledger);
  const decided = decide(budgets);
  const believedSinceMs = action === 'apply' ? record.createdAtMs : 0;
  const measured = measuredLines(request, record, rules, nameOf, decided.lines);
  const destinations = await openDestinations(destinationKinds(measured), identity, [], world, open);
  const live = await liveBudgets(measured, destinations, {
    runId,
    believedSinceMs,
    budgets,
    stated: await statedBudgets(world),
  });
  const before = new Map(
    measured.map((line) => {
      const { channel } = line;
      return [channel, beforeMicrosOf(line, live.get(channel), budgets.get(channel), request)];
    }),
  );
  const changes: PreparedChanges = {
    ...identity,
    ...lease,
    by,
    believedSinceMs,
    fromTotalMicros: decided.fromTotalMicros,
    toTotalMicros: decided.toTotalMicros,
    beforeTotalMicros: [...before.values()].reduce((sum, micros) => sum + BigInt(micros), 0n),
    allRead: measured.every(({ channel }) => live.get(channel)?.kind === 'known'),
    lines: decided.lines
      .map((line) => Object.assign({ beforeMicros: before.get(line.channel) ?? line.fromMicros }, line))
      .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
  };
  return { changesKey: await saveChanges(objects, changes), changes };
}
