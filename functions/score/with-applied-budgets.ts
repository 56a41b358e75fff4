import type { ChannelId } from '../core/channel.ts';
import { minorUnitMicros } from '../core/money.ts';
import type { ScoringPolicy } from '../core/policy.ts';
import type { ChannelBookEntry, StatedBudget } from '../core/rollup.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { currentBudget } from './current-budget.ts';
import { marginalFigures } from './marginal-figures.ts';

type Budgets = ReadonlyMap<ChannelId, StatedBudget>;

/**
 * A sheet of when `before` were the budgets we had applied, as it is now that `applied` are: today's budgets and the slopes there
 * are others, curves and evidence the same. Undefined where that is not all that would change: for a channel that is not
 * in the sheet, or whose budget somebody else has stated since.
 */
export function withAppliedBudgets(
  sheet: ScoreSheet,
  book: readonly ChannelBookEntry[],
  policy: ScoringPolicy,
  { before, applied }: { readonly before: Budgets; readonly applied: Budgets },
): ScoreSheet | undefined {
  const changed = [...applied].filter(([channel, budget]) => !isSame(budget, before.get(channel)));
  if (changed.length === 0) return sheet;
  const entries = new Map(book.map((entry) => [entry.channel, entry]));
  const known = new Set(sheet.channels.map(({ channel }) => channel));
  const isOurs = (budget: StatedBudget | undefined, entry: ChannelBookEntry | undefined) =>
    budget === undefined ||
    [entry?.budgetFromFile, entry?.budgetFromReport].every((stated) => (stated?.atMs ?? -Infinity) <= budget.atMs);
  const foreseen = changed.every(([channel, budget]) => {
    const entry = entries.get(channel);
    return known.has(channel) && isOurs(budget, entry) && isOurs(before.get(channel), entry);
  });
  if (!foreseen) return undefined;
  const budgets = new Map(changed);
  return {
    ...sheet,
    channels: sheet.channels.map((scored) => {
      const budget = budgets.get(scored.channel);
      return budget === undefined ? scored : withBudget(scored, budget, policy);
    }),
  };
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

function isSame({ micros, atMs }: StatedBudget, other: StatedBudget | undefined): boolean {
  return other !== undefined && micros === other.micros && atMs === other.atMs;
}
