import type { Policy } from '../core/policy.ts';

/**
 * A day's return in the goal's currency: revenue; conversions × 10⁶ (so the millionths of a conversion as they are); or
 * margin × revenue − spend, rounded to the micro.
 * Worked number: profit on 10 of revenue at a margin of 0.4 for 3 of spend is 1.
 */
export function goalReturn(
  { goal, margin }: Pick<Policy, 'goal' | 'margin'>,
  day: { spendMicros: number; conversionMicros: number | null; revenueMicros: number },
): number {
  if (goal === 'conversions') return day.conversionMicros ?? 0;
  if (goal === 'revenue') return day.revenueMicros;
  return Math.round((margin ?? 1) * day.revenueMicros) - day.spendMicros;
}

/** What one unit of the fitted outcome is worth: the margin for profit, whose curve is margin × revenue. */
export function outcomeWorth({ goal, margin }: Pick<Policy, 'goal' | 'margin'>): number {
  return goal === 'profit' ? (margin ?? 1) : 1;
}

/** What a return per spend of the curve is in the goal's terms: profit takes the spend itself off. */
export function netOfSpend({ goal }: Pick<Policy, 'goal'>, perSpend: number): number {
  return goal === 'profit' ? perSpend - 1 : perSpend;
}
