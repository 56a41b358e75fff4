import { MarginalError } from '../core/errors.ts';
import { appliedBudgets, writeApplied } from '../core/run-ledger.ts';
import type { AppliedSummary, ChangeLine } from '../core/run-ledger.ts';
import type { World } from '../core/world.ts';
import { loadChanges, loadOutcomes, outcomesKeyOf, saveOutcomes } from './changes.ts';
import type { Phase } from './changes.ts';
import type { OpenDestination } from './destination.ts';
import { releaseLease, renewLease } from './lease.ts';
import { destinationKinds, openDestinations } from './open-destinations.ts';

export interface Closed {
  /** The object with the contract's answer: `{"runId", "lines": […]}`. */
  readonly resultKey: string;
  readonly lines: readonly ChangeLine[];
  /** Keys of the objects a person has to take to the platforms. */
  readonly files: readonly string[];
}

async function outcomesOf(changesKey: string, phase: Phase, { objects }: World): Promise<ChangeLine[]> {
  const outcomes = await loadOutcomes(objects, outcomesKeyOf(changesKey, phase));
  if (outcomes === undefined) throw new MarginalError('RunFailed', `budgets of '${changesKey}' were not ${phase} yet`);
  return outcomes;
}

async function standingSummary({ ledger }: World, runId: string): Promise<AppliedSummary | null> {
  const standing = [...(await appliedBudgets(ledger)).values()].filter(
    (budget) => budget.runId === runId && budget.action === 'apply',
  );
  const newest = standing.toSorted((a, b) => b.atMs - a.atMs)[0];
  return newest === undefined ? null : { atMs: newest.atMs, by: newest.by, lines: standing.length };
}

/** Completes the destinations, keeps in the run what of it stands now, and lets go of the lease. */
export async function close(changesKey: string, world: World, open: OpenDestination): Promise<Closed> {
  const changes = await loadChanges(world.objects, changesKey);
  const outcomes = [
    ...(await outcomesOf(changesKey, 'lowered', world)),
    ...(await outcomesOf(changesKey, 'raised', world)),
  ];
  await renewLease(world, changes);
  const kinds = destinationKinds(changes.lines);
  const destinations = await openDestinations(kinds, changes, changes.lines, world, open);
  const files: string[] = [];
  for (const destination of destinations.values()) files.push(...(await destination.finish()));
  await writeApplied(world.ledger, changes.runId, await standingSummary(world, changes.runId));
  const lines = outcomes.sort((a, b) => (a.channel < b.channel ? -1 : 1));
  const resultKey = outcomesKeyOf(changesKey, 'closed');
  await saveOutcomes(world.objects, resultKey, changes.runId, lines);
  await releaseLease(world, changes);
  return { resultKey, lines, files };
}
