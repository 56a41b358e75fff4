import type { ChannelId } from '../core/channel.ts';
import type { Micros } from '../core/money.ts';
import type { StatedBudget } from '../core/rollup.ts';
import type { AppliedBudget } from '../core/run-ledger.ts';
import type { Destination, LiveBudget } from './destination.ts';

export type Destinations = ReadonlyMap<string, Destination>;

/** A channel, where its budget lives, and what is thought to stand there. */
export interface BudgetedLine {
  readonly channel: ChannelId;
  readonly destination: string | null;
  readonly fromMicros: Micros;
}

/** What to go by where a destination cannot tell. */
export interface Belief {
  readonly runId: string;
  /** Everything said before this is in `fromMicros` already. */
  readonly believedSinceMs: number;
  readonly budgets: ReadonlyMap<ChannelId, AppliedBudget>;
  readonly stated: ReadonlyMap<ChannelId, readonly StatedBudget[]>;
}

/** The newest of what we wrote and what files and reports stated since, ours at equal times; else what was known. */
export function believedBudget({ channel, fromMicros }: BudgetedLine, belief: Belief): Micros {
  const { runId, believedSinceMs, budgets, stated } = belief;
  const ours = budgets.get(channel);
  const governs = ours !== undefined && (ours.runId === runId || ours.atMs >= believedSinceMs);
  let newest: StatedBudget = governs ? ours : { micros: fromMicros, atMs: believedSinceMs };
  for (const budget of stated.get(channel) ?? []) if (budget.atMs > newest.atMs) newest = budget;
  return newest.micros;
}

/** The budgets of the lines as they are now, read from their destinations, or believed where those cannot tell. */
export async function liveBudgets(
  lines: readonly BudgetedLine[],
  destinations: Destinations,
  belief: Belief,
): Promise<ReadonlyMap<ChannelId, LiveBudget>> {
  const live = new Map<ChannelId, LiveBudget>(
    lines.map((line) => [line.channel, { kind: 'known', micros: believedBudget(line, belief) }]),
  );
  for (const [kind, destination] of destinations) {
    const channels = lines.filter((line) => line.destination === kind).map(({ channel }) => channel);
    if (destination.read === null || channels.length === 0) continue;
    const answers = await destination.read(channels);
    for (const channel of channels) {
      live.set(channel, answers.get(channel) ?? { kind: 'unreadable', reason: `'${kind}' does not know it` });
    }
  }
  return live;
}
