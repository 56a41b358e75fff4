import type { ChannelId } from '../core/channel.ts';
import type { Micros } from '../core/money.ts';
import type { AppliedBudget } from '../core/run-ledger.ts';
import type { Destination, LiveBudget } from './destination.ts';

export type Destinations = ReadonlyMap<string, Destination>;

/** A channel, where its budget lives, and what is thought to stand there. */
export interface BudgetedLine {
  readonly channel: ChannelId;
  readonly destination: string | null;
  readonly fromMicros: Micros;
}

/** What to believe where a destination cannot tell: the run it is about, and how far back its plan has looked. */
interface Belief {
  readonly runId: string;
  readonly believedSinceMs: number;
  readonly budgets: ReadonlyMap<ChannelId, AppliedBudget>;
}

/** The ledger's budget where we wrote one since, else the amount the plan knew. */
function believedBudget(
  { channel, fromMicros }: BudgetedLine,
  { runId, believedSinceMs, budgets }: Belief,
): LiveBudget {
  const ours = budgets.get(channel);
  const governs = ours !== undefined && (ours.runId === runId || ours.atMs >= believedSinceMs);
  return { kind: 'known', micros: governs ? ours.micros : fromMicros };
}

/** The budgets of the lines as they are now, read from their destinations, or believed where those cannot tell. */
export async function liveBudgets(
  lines: readonly BudgetedLine[],
  destinations: Destinations,
  belief: Belief,
): Promise<ReadonlyMap<ChannelId, LiveBudget>> {
  const live = new Map<ChannelId, LiveBudget>(lines.map((line) => [line.channel, believedBudget(line, belief)]));
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
