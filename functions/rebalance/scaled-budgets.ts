import type { Micros } from '../core/money.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel } from '../core/scored.ts';
import { lockReason } from './guardrails.ts';
import { splitInProportion } from './whole-units.ts';

/**
 * Today's budgets scaled to a new total: locked ones stay, the others share what is left in proportion.
 * Worked example: 100 locked, 100 and 200 scaled to 700 are 100, 200 and 400.
 */
export function scaledBudgets(
  channels: readonly ScoredChannel[],
  policy: Policy,
  { totalMicros, unit }: { totalMicros: Micros; unit: Micros },
): Micros[] {
  const locked = channels.map((channel) => lockReason(channel, policy) !== null);
  const weights = channels.map(({ currentMicros }, index) => (locked[index] ? 0 : currentMicros));
  const lockedMicros = channels.reduce(
    (sum, { currentMicros }, index) => sum + currentMicros - (weights[index] ?? 0),
    0,
  );
  const scaled = splitInProportion(Math.max(0, totalMicros - lockedMicros), weights, unit);
  return channels.map(({ currentMicros }, index) => (locked[index] ? currentMicros : (scaled[index] ?? 0)));
}
