import type { SampleChannel } from '../truth.ts';
import { csvLine, decimal, linesOf } from './csv.ts';

/** Today's daily budgets where the platform's export does not state them. */
export function budgetsFile(channels: readonly SampleChannel[]): string {
  const rows = channels.map(({ id, dailyBudget }) => csvLine([id, decimal(100 * dailyBudget)]));
  return linesOf([csvLine(['channel', 'dailyBudget']), ...rows]);
}
