import { addDays, type Day } from '../core/calendar.ts';
import type { Plan } from '../core/plan.ts';
import type { RunSummary } from '../core/run-ledger.ts';
import type { ScoreSheet } from '../core/scored.ts';

/** An earlier run, and what came of it as far as today's data say. */
export interface PastPlan {
  readonly runId: string;
  readonly asOf: Day;
  readonly status: Plan['status'];
  readonly budgetMicros: number;
  /** The gain a day the plan expected. */
  readonly upliftMicros: number;
  readonly applied: RunSummary['applied'];
  /** Mean return a day since it was applied, less what the plan expected of the budgets before it; null where not known. */
  readonly realisedMicros: number | null;
  readonly realisedDays: number;
}

/** Budgets change within the day after; of days with fewer of their conversions in, little can be said. */
const COMPLETE_FROM = 0.5;
const DAYS_MAX = 28;

/**
 * What an applied plan brought: over its first whole days, until the next was applied, the mean return of its channels
 * (divided by completeness) against `currentReturnMicros` of the plan. Seasons and prices move as well: it is a check of
 * the prediction, no experiment.
 */
export function realisedGain(
  plan: Plan,
  sheet: Pick<ScoreSheet, 'channels' | 'asOf'>,
  { from, until }: { from: Day; until: Day },
): { realisedMicros: number | null; realisedDays: number } {
  const planned = new Set(plan.lines.map(({ channel }) => channel));
  const end = [until, sheet.asOf, addDays(from, DAYS_MAX - 1)].sort()[0] ?? from;
  const returns = new Map<Day, number>();
  const young = new Set<Day>();
  for (const { channel, series } of sheet.channels) {
    if (!planned.has(channel)) continue;
    for (const { day, returnMicros, completeness } of series) {
      if (day < from || day > end) continue;
      if (completeness < COMPLETE_FROM) young.add(day);
      returns.set(day, (returns.get(day) ?? 0) + returnMicros / completeness);
    }
  }
  const days = [...returns].filter(([day]) => !young.has(day));
  if (days.length === 0) return { realisedMicros: null, realisedDays: 0 };
  const mean = days.reduce((sum, [, micros]) => sum + micros, 0) / days.length;
  return { realisedMicros: Math.round(mean - plan.expected.currentReturnMicros), realisedDays: days.length };
}
