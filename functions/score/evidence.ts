import type { Policy } from '../core/policy.ts';
import { exactTotal } from './exact-total.ts';
import type { HistoryDay } from './series.ts';
import type { Evidence } from './verdict.ts';

/** What a channel's days up to the epoch day `end` can bear witness to, whether or not a curve came of them. */
export function evidenceIn(
  days: readonly HistoryDay[],
  end: number,
  { goal }: Pick<Policy, 'goal'>,
): Omit<Evidence, 'hasCurve'> {
  const conversions = conversionsIn(days);
  const outcomeOf = goal === 'conversions' ? (day: HistoryDay) => day.conversionMicros ?? 0 : revenueOf;
  return {
    days: days.length,
    ...spendEvidence(days, end),
    returnDays: days.filter((day) => outcomeOf(day) > 0).length,
    conversions,
    outcomeMicros: goal === 'conversions' && conversions === null ? null : exactTotal(days, outcomeOf),
    bestDayShare: bestDayShare(days.map(outcomeOf)),
  };
}

function revenueOf({ revenueMicros }: HistoryDay): number {
  return revenueMicros;
}

/** Null where no source delivers conversions. */
function conversionsIn(days: readonly HistoryDay[]): number | null {
  if (days.every(({ conversionMicros }) => conversionMicros === null)) return null;
  return Number(exactTotal(days, ({ conversionMicros }) => conversionMicros ?? 0)) / 1e6;
}

function bestDayShare(outcomes: readonly number[]): number {
  let best = 0;
  let total = 0;
  for (const outcome of outcomes) {
    best = Math.max(best, outcome);
    total += Math.max(0, outcome);
  }
  return total > 0 ? best / total : 0;
}

function spendEvidence(
  days: readonly HistoryDay[],
  end: number,
): Pick<Evidence, 'spendDays' | 'daysSinceSpend' | 'spendVariation'> {
  const spent = days.filter(({ spendMicros }) => spendMicros > 0);
  const mean = spent.reduce((sum, { spendMicros }) => sum + spendMicros, 0) / spent.length;
  const variance = spent.reduce((sum, { spendMicros }) => sum + (spendMicros / mean - 1) ** 2, 0) / spent.length;
  return {
    spendDays: spent.length,
    daysSinceSpend: end - (spent.at(-1)?.epochDay ?? -Infinity),
    spendVariation: spent.length === 0 ? 0 : Math.sqrt(variance),
  };
}
