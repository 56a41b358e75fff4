import { isPaused, trueReturn, type SampleChannel } from '../../examples/truth.ts';

/** Greedy dollar by dollar, which is exact for concave curves: the split of the same total with the highest true return. */
export function trueOptimum(
  channels: readonly SampleChannel[],
  { least, most }: { least: (current: number) => number; most: (current: number) => number },
): Map<string, number> {
  const split = new Map(channels.map(({ id, dailyBudget }) => [id, least(dailyBudget)]));
  const total = channels.reduce((sum, { dailyBudget }) => sum + dailyBudget, 0);
  const gain = (id: string): number => trueReturn(id, (split.get(id) ?? 0) + 1) - trueReturn(id, split.get(id) ?? 0);
  for (let left = total - [...split.values()].reduce((sum, spend) => sum + spend, 0); left >= 1; left -= 1) {
    const open = channels.filter(({ id, dailyBudget }) => (split.get(id) ?? 0) + 1 <= most(dailyBudget));
    const [best] = open.map(({ id }) => ({ id, gain: gain(id) })).sort((a, b) => b.gain - a.gain);
    if (best === undefined) break;
    split.set(best.id, (split.get(best.id) ?? 0) + 1);
  }
  return split;
}

export function trueReturnOf(split: ReadonlyMap<string, number>): number {
  return [...split].reduce((sum, [id, dailySpend]) => sum + trueReturn(id, dailySpend), 0);
}

/** Those whose budget a plan may move: spending today, and by the day. */
export function movable(channels: readonly SampleChannel[]): SampleChannel[] {
  return channels.filter((channel) => !isPaused(channel) && channel.totalBudget === null);
}
