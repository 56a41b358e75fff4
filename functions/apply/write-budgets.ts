import { MarginalError } from '../core/errors.ts';
import { appliedBudget } from '../core/run-ledger.ts';
import type { ChangeLine } from '../core/run-ledger.ts';
import type { World } from '../core/world.ts';
import type { PreparedChanges, PreparedLine } from './changes.ts';
import type { Destination, WriteOutcome } from './destination.ts';
import { openIntent } from './intent.ts';
import type { Intent } from './intent.ts';
import { renewLease } from './lease.ts';
import type { Destinations } from './live-budgets.ts';
import { confirm, recordChange } from './record-change.ts';

/** Changes sent in one go: few enough that their outcomes are in the ledger long before the lease ends. */
const CHANGES_PER_WRITE_MAX = 100;

const NO_ANSWER: WriteOutcome = { kind: 'unknown', reason: 'the destination gave no answer' };

async function openIntentsFor(
  lines: readonly PreparedLine[],
  destination: Destination,
  changes: PreparedChanges,
  world: World,
): Promise<Intent[]> {
  const { runId, action, by, epoch } = changes;
  const atMs = world.clock.nowMs();
  const places = new Map(changes.lines.map(({ channel }, index) => [channel, index]));
  const intents: Intent[] = [];
  for (const { channel, fromMicros, toMicros } of lines) {
    const index = places.get(channel) ?? 0;
    const budgetVersion = (await appliedBudget(world.ledger, channel))?.version ?? 0;
    const where = { channel, destination: destination.kind, fromMicros, toMicros, index, budgetVersion };
    intents.push(await openIntent(world.ledger, { runId, action, by, atMs, epoch, ...where }));
  }
  return intents;
}

/** Sends one batch: intents, the write, what reads back, the ledger; in that order, so that a crash loses nothing. */
async function writeBatch(
  lines: readonly PreparedLine[],
  destination: Destination,
  changes: PreparedChanges,
  world: World,
): Promise<ChangeLine[]> {
  await renewLease(world, changes);
  const intents = await openIntentsFor(lines, destination, changes, world);
  if (world.signal.aborted) {
    throw new MarginalError(
      'Interrupted',
      `interrupted before '${destination.kind}' was written; apply again to go on`,
    );
  }
  const answers = await destination.write(
    lines.map(({ channel, name, platform, fromMicros, toMicros }) => ({
      channel,
      name,
      platform,
      fromMicros,
      toMicros,
    })),
  );
  const readBack = await destination.read?.(lines.map(({ channel }) => channel));
  const written: ChangeLine[] = [];
  for (const [place, intent] of intents.entries()) {
    const { channel, fromMicros, toMicros } = intent;
    const found = readBack?.get(channel) ?? { kind: 'unreadable', reason: `'${destination.kind}' does not know it` };
    const confirmation = confirm(
      intent,
      answers[place] ?? NO_ANSWER,
      readBack === undefined ? undefined : found,
      changes.currency,
    );
    await recordChange(world, intent, confirmation);
    written.push({ channel, fromMicros, toMicros, outcome: confirmation.outcome, reason: confirmation.reason });
  }
  return written;
}

/** Writes the lines to their destinations, in the order given, and says what became of each. */
export async function writeBudgets(
  lines: readonly PreparedLine[],
  changes: PreparedChanges,
  destinations: Destinations,
  world: World,
): Promise<ChangeLine[]> {
  const written: ChangeLine[] = [];
  for (const [kind, destination] of destinations) {
    const theirs = lines.filter((line) => line.destination === kind);
    for (let start = 0; start < theirs.length; start += CHANGES_PER_WRITE_MAX) {
      const batch = theirs.slice(start, start + CHANGES_PER_WRITE_MAX);
      written.push(...(await writeBatch(batch, destination, changes, world)));
      world.progress({ step: 'budgets written', done: written.length, total: lines.length, unit: 'budgets' });
    }
  }
  return written;
}
