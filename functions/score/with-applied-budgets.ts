import type { ChannelId } from '../core/channel.ts';
import { minorUnitMicros } from '../core/money.ts';
import type { ScoringPolicy } from '../core/policy.ts';
import type { ChannelBookEntry, StatedBudget } from '../core/rollup.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { currentBudget } from './current-budget.ts';
import { marginalFigures } from './marginal-figures.ts';

/**
 * A sheet as it is now that `applied` are the newest budgets of ours: today's budgets and the slopes there are others than when
 * it was made, curves and evidence the same. Undefined where that is not all that would change: for a channel that is
 * not in the sheet, or whose budget somebody else has stated later, now or then.
 */
export function withAppliedBudgets(
  sheet: ScoreSheet,
  book: readonly ChannelBookEntry[],
  policy: ScoringPolicy,
  applied: ReadonlyMap<ChannelId, StatedBudget>,
): ScoreSheet | undefined {
  const scoredOf = new Map(sheet.channels.map((scored) => [scored.channel, scored]));
  const entryOf = new Map(book.map((entry) => [entry.channel, entry]));
  const changed = new Map(
    [...applied].filter(([channel, { atMs }]) => scoredOf.get(channel)?.lastChangedAtMs !== atMs),
  );
  for (const [channel, { atMs }] of changed) {
    const scored = scoredOf.get(channel);
    const statedAtMs = newestStatedAtMs(entryOf.get(channel));
    if (scored === undefined || statedAtMs > atMs || statedAtMs > (scored.lastChangedAtMs ?? Infinity))
      return undefined;
  }
  return {
    ...sheet,
    channels: sheet.channels.map((scored) => {
      const budget = changed.get(scored.channel);
      return budget === undefined ? scored : withBudget(scored, budget, policy);
    }),
  };
}

function newestStatedAtMs(entry: ChannelBookEntry | undefined): number {
  return Math.max(entry?.budgetFromFile?.atMs ?? -Infinity, entry?.budgetFromReport?.atMs ?? -Infinity);
}

function withBudget(scored: ScoredChannel, applied: StatedBudget, policy: ScoringPolicy): ScoredChannel {
  const stated = { applied, file: null, report: null };
  const current = currentBudget(stated, { spendMicros: 0n, days: 1 }, minorUnitMicros(policy.currency));
  return {
    ...scored,
    ...current,
    ...marginalFigures(scored.posterior, current.currentMicros, policy),
    lastChangedAtMs: applied.atMs,
  };
}
