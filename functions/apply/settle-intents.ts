import type { World } from '../core/world.ts';
import type { PreparedChanges } from './changes.ts';
import type { OpenDestination } from './destination.ts';
import { openIntents } from './intent.ts';
import { openDestinations } from './open-destinations.ts';
import { settleIntent } from './record-change.ts';

/** Completes every change that an earlier execution, of whichever run, left without an outcome in the ledger. */
export async function settleIntents(
  changes: Pick<PreparedChanges, 'runId' | 'action' | 'currency' | 'epoch'>,
  world: World,
  open: OpenDestination,
): Promise<void> {
  const intents = await openIntents(world.ledger);
  if (intents.length === 0) return;
  const kinds = intents.map(({ destination }) => destination);
  for (const [kind, destination] of await openDestinations(kinds, changes, [], world, open)) {
    const theirs = intents.filter((intent) => intent.destination === kind);
    const live = await destination.read?.(theirs.map(({ channel }) => channel));
    for (const intent of theirs) {
      const found = live?.get(intent.channel) ?? { kind: 'unreadable', reason: `'${kind}' does not know it` };
      await settleIntent(world, intent, live === undefined ? undefined : found, changes);
    }
  }
}
