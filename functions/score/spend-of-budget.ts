import type { ScoreSheet } from '../core/scored.ts';

/**
 * Spend of the sheet's last day over the sum of today's daily budgets; null where nothing has a budget. Above 1 the
 * platforms spend more than they were told: 120 spent of 100 is 1.2.
 */
export function spendOfBudget({ asOf, channels }: Pick<ScoreSheet, 'asOf' | 'channels'>): number | null {
  const daily = channels.filter(({ budgetKind, paused }) => budgetKind === 'daily' && !paused);
  const budget = daily.reduce((sum, { currentMicros }) => sum + currentMicros, 0);
  if (budget === 0) return null;
  const spend = daily.reduce((sum, { series }) => {
    const last = series.at(-1);
    return last?.day === asOf ? sum + last.spendMicros : sum;
  }, 0);
  return spend / budget;
}
