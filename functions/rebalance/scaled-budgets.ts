import type { Micros } from '../core/money.ts';
import type { LineRules } from './guardrails.ts';
import { splitInProportion } from './whole-units.ts';

/**
 * Today's budgets scaled to a new total: locked ones stay, the others share what is left in proportion.
 * Worked example: 100 locked, 100 and 200 scaled to 700 are 100, 200 and 400.
 */
export function scaledBudgets(
  lines: readonly LineRules[],
  { totalMicros, unit }: { totalMicros: Micros; unit: Micros },
): Micros[] {
  const weights = lines.map(({ channel, keep }) => (keep === 'lock' ? 0 : channel.currentMicros));
  const lockedMicros = lines.reduce((sum, { channel, keep }) => sum + (keep === 'lock' ? channel.currentMicros : 0), 0);
  const scaled = splitInProportion(Math.max(0, totalMicros - lockedMicros), weights, unit);
  return lines.map(({ channel, keep }, index) => (keep === 'lock' ? channel.currentMicros : (scaled[index] ?? 0)));
}
