import { appliedBudgets } from '../core/run-ledger.ts';
import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import type { PreparedChanges } from './changes.ts';
import type { BudgetChange, Destination, OpenDestination } from './destination.ts';
import type { Destinations } from './live-budgets.ts';

type Opened = Pick<PreparedChanges, 'runId' | 'action' | 'currency'>;
type Named = Pick<BudgetChange, 'channel' | 'name' | 'platform'>;

/**
 * Opens the destinations of these kinds, each told which changes of this run stand there already. `named` gives those
 * their names. Throws `NoDestination` for a kind that does not exist.
 */
export async function openDestinations(
  kinds: readonly string[],
  changes: Opened,
  named: readonly Named[],
  { ledger, objects }: World,
  open: OpenDestination,
): Promise<Destinations> {
  const { runId, action, currency } = changes;
  const budgets = await appliedBudgets(ledger);
  const opened = new Map<string, Destination>();
  for (const kind of [...new Set(kinds)].sort()) {
    const standing = named.flatMap(({ channel, name, platform }): BudgetChange[] => {
      const budget = budgets.get(channel);
      const ours = budget?.runId === runId && budget.action === action && budget.destination === kind;
      return ours ? [{ channel, name, platform, fromMicros: budget.previousMicros, toMicros: budget.micros }] : [];
    });
    const destination = open(kind, { runId, action, currency, objects, standing });
    if (destination === undefined) {
      throw new MarginalError('NoDestination', `no destination is called '${kind}'; allowed: sheet`);
    }
    opened.set(kind, destination);
  }
  return opened;
}

export function destinationKinds(lines: readonly { readonly destination: string | null }[]): string[] {
  return lines.flatMap(({ destination }) => (destination === null ? [] : [destination]));
}
