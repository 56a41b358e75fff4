import { formatMicros } from '../core/money.ts';
import { appliedBudgets } from '../core/run-ledger.ts';
import type { AppliedBudget, ChangeLine } from '../core/run-ledger.ts';
import type { World } from '../core/world.ts';
import { chooseIncreases, increaseAllowance } from './allowance.ts';
import { loadChanges, loadOutcomes, outcomesKeyOf, saveOutcomes } from './changes.ts';
import type { PreparedChanges, PreparedLine } from './changes.ts';
import type { LiveBudget, OpenDestination } from './destination.ts';
import { renewLease } from './lease.ts';
import { liveBudgets } from './live-budgets.ts';
import { destinationKinds, openDestinations } from './open-destinations.ts';
import { settleIntents } from './settle-intents.ts';
import { statedBudgets } from './stated-budgets.ts';
import { writeBudgets } from './write-budgets.ts';

function lineOf(line: PreparedLine, outcome: ChangeLine['outcome'], reason: string): ChangeLine {
  const { channel, fromMicros, toMicros } = line;
  return { channel, fromMicros, toMicros, outcome, reason };
}

/** What is known of a line without writing it; undefined where it is to be written. */
function knownOutcome(
  line: PreparedLine,
  live: LiveBudget | undefined,
  ours: AppliedBudget | undefined,
  { runId, action, epoch, currency }: PreparedChanges,
): ChangeLine | undefined {
  if (ours?.runId === runId && ours.action === action && ours.epoch === epoch) return lineOf(line, 'written', '');
  if (line.skip !== null) return lineOf(line, 'skipped', line.skip);
  if (live?.kind !== 'known') {
    return lineOf(line, 'failed', `today's budget cannot be read: ${live?.reason ?? 'no answer'}`);
  }
  const found = formatMicros(live.micros, currency);
  if (live.micros === line.toMicros) return lineOf(line, 'skipped', `already at ${found}`);
  if (live.micros === line.fromMicros) return undefined;
  const made = formatMicros(line.fromMicros, currency);
  const aim = action === 'apply' ? `the plan was made for ${made}` : `the run had set it to ${made}`;
  return lineOf(line, 'skipped', `today's budget is ${found}, ${aim}`);
}

function rises({ fromMicros, toMicros }: PreparedLine): boolean {
  return toMicros > fromMicros;
}

/**
 * Writes all decreases (`lowered`), or the increases that fit into what is free by then (`raised`), and keeps the
 * outcomes beside the prepared changes. A phase that has ended is not done again. Throws `Conflict` where the lease
 * went to somebody else.
 */
export async function writePhase(
  { changesKey, phase }: { readonly changesKey: string; readonly phase: 'lowered' | 'raised' },
  world: World,
  open: OpenDestination,
): Promise<readonly ChangeLine[]> {
  const { ledger, objects } = world;
  const outcomesKey = outcomesKeyOf(changesKey, phase);
  const ended = await loadOutcomes(objects, outcomesKey);
  if (ended !== undefined) return ended;

  const changes = await loadChanges(objects, changesKey);
  const { lines, currency } = changes;
  await renewLease(world, changes);
  await settleIntents(changes, world, open);
  const destinations = await openDestinations(destinationKinds(lines), changes, lines, world, open);
  const budgets = await appliedBudgets(ledger);
  const live = await liveBudgets(lines, destinations, { ...changes, budgets, stated: await statedBudgets(world) });

  const outcomes: ChangeLine[] = [];
  const wanted: PreparedLine[] = [];
  for (const line of lines.filter((line) => rises(line) === (phase === 'raised'))) {
    const known = knownOutcome(line, live.get(line.channel), budgets.get(line.channel), changes);
    if (known === undefined) wanted.push(line);
    else outcomes.push(known);
  }
  const { chosen, short } =
    phase === 'raised'
      ? chooseIncreases(wanted, increaseAllowance(changes, live))
      : { chosen: wanted, short: new Map<string, bigint>() };
  for (const line of wanted.filter(({ channel }) => short.has(channel))) {
    const left = formatMicros(Number(short.get(line.channel) ?? 0n), currency);
    const rise = formatMicros(line.toMicros - line.fromMicros, currency);
    outcomes.push(lineOf(line, 'skipped', `it rises by ${rise}, and only ${left} of what the decreases freed is left`));
  }
  outcomes.push(...(await writeBudgets(chosen, changes, destinations, world)));
  await saveOutcomes(objects, outcomesKey, changes.runId, outcomes);
  return outcomes;
}
