import type { Verdict } from '../core/scored.ts';
import { conversionsInWords, thinEvidence } from '../core/thin-evidence.ts';

/** Days with return that stand for conversions where no source delivers them. */
const RETURN_DAYS_NEEDED = 28;
const SPEND_DAYS_NEEDED = 7;
const RECENT_DAYS = 28;
/** Share of all return on its best day above which the rest is not worth a verdict. */
const ONE_DAY_SHARE = 0.5;
/** Standard deviation over mean of daily spend below which nothing is learnt of the slope. */
const VARIATION_NEEDED = 0.01;

export interface Evidence {
  readonly days: number;
  readonly spendDays: number;
  readonly returnDays: number;
  readonly conversions: number | null;
  /** Of the goal's outcome, spend not taken off; null where no source delivers it. */
  readonly outcomeMicros: bigint | null;
  /** Share of the outcomes that the best day holds; 0 without outcomes. */
  readonly bestDayShare: number;
  /** Days from the last one with spend to `asOf`; infinite where there is none. */
  readonly daysSinceSpend: number;
  /** Standard deviation over mean, of days with spend. */
  readonly spendVariation: number;
  readonly hasCurve: boolean;
}

/**
 * Whether the evidence can carry a change of budget, and why in words. Trust needs `minConversions` conversions (28 days
 * with return where conversions are not delivered), 7 days with spend, the last of them at most 28 days ago, and spend
 * that varied by at least 1 %: at one constant spend no data tell what more would earn. No day may hold more than half of
 * the return: one order with three zeros too many is not evidence.
 * Worked example: 9 conversions with 30 needed is untrusted, "9 conversions, 30 needed".
 */
export function verdictOn(evidence: Evidence, minConversions: number): { verdict: Verdict; reason: string } {
  const doubt = doubtAbout(evidence, minConversions);
  if (doubt !== null) return { verdict: 'untrusted', reason: doubt };
  const { conversions, returnDays, days } = evidence;
  const seen =
    conversions === null ? counted(returnDays, 'day with return', 'days with return') : conversionsInWords(conversions);
  return { verdict: 'trusted', reason: `${seen} in ${counted(days, 'day', 'days')}` };
}

function doubtAbout(evidence: Evidence, minConversions: number): string | null {
  const { days, spendDays, returnDays, conversions, outcomeMicros, bestDayShare } = evidence;
  if (days === 0) return 'no data yet';
  if (spendDays === 0) return 'no spend';
  if (outcomeMicros === null) return 'no source delivers conversions';
  const thin = thinEvidence(conversions, minConversions);
  if (thin !== null) return thin;
  if (conversions === null && returnDays < RETURN_DAYS_NEEDED) {
    return `${counted(returnDays, 'day', 'days')} with return, ${RETURN_DAYS_NEEDED} needed`;
  }
  if (outcomeMicros <= 0n) return outcomeMicros === 0n ? 'no return' : 'refunds exceed the return';
  const doubt = doubtAboutSpend(evidence);
  if (doubt !== null) return doubt;
  if (bestDayShare > ONE_DAY_SHARE) return `one day holds ${Math.round(100 * bestDayShare)} % of the return`;
  return evidence.hasCurve ? null : 'no response curve';
}

function doubtAboutSpend({ spendDays, daysSinceSpend, spendVariation }: Evidence): string | null {
  if (spendDays < SPEND_DAYS_NEEDED) {
    return `${counted(spendDays, 'day', 'days')} with spend, ${SPEND_DAYS_NEEDED} needed`;
  }
  if (daysSinceSpend >= RECENT_DAYS) return `no spend in the last ${RECENT_DAYS} days`;
  if (spendVariation < VARIATION_NEEDED) {
    return `spend varied by ${(100 * spendVariation).toFixed(1)} %, at least ${100 * VARIATION_NEEDED} % needed to see a slope`;
  }
  return null;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
