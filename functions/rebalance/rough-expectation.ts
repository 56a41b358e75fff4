import { errorFunction } from 'simple-statistics';
import type { PlanExpectation } from '../core/plan.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { shareAt } from './curve-table.ts';
import { expectedSums, type Comparison } from './expectation.ts';

/** The 95th percentile of the standard normal distribution. */
const NORMAL_95 = 1.6448536269514722;

/**
 * `expectation` without draws, in a thirtieth of the time: for what a person sees while a slider moves. What is returned
 * is the same; interval and probability take the sum over all lines, of which mean and variance are exact, for normal.
 * Over many lines it nearly is (central limit theorem); of few the draws cost nothing.
 * Worked number: a gain whose mean is 1.2816 standard deviations of it is better with a probability of 0.9.
 */
export function roughExpectation(
  comparison: Comparison,
  { goal, pricePerSpend }: { goal: ScoreSheet['goal']; pricePerSpend: number },
): PlanExpectation {
  const { curves, current, kept, proposed } = comparison;
  const { firstOf, ceiling, square } = curves;
  const spendCost = goal === 'profit' ? 1 : 0;
  let uplift = 0;
  let upliftVariance = 0;
  let gain = 0;
  let gainVariance = 0;
  for (let line = 0; line < proposed.length; line += 1) {
    const currentMicros = current[line] ?? 0;
    const keptMicros = kept[line] ?? 0;
    const proposedMicros = proposed[line] ?? 0;
    const end = firstOf[line + 1] ?? 0;
    let lineUplift = 0;
    let lineGain = 0;
    for (let term = firstOf[line] ?? 0; term < end; term += 1) {
      const share = shareAt(curves, term, proposedMicros);
      const moved = share - shareAt(curves, term, currentMicros);
      const gained = share - shareAt(curves, term, keptMicros);
      lineUplift += (ceiling[term] ?? 0) * moved;
      lineGain += (ceiling[term] ?? 0) * gained;
      upliftVariance += (square[term] ?? 0) * moved * moved;
      gainVariance += (square[term] ?? 0) * gained * gained;
    }
    upliftVariance -= lineUplift * lineUplift;
    gainVariance -= lineGain * lineGain;
    if (end === firstOf[line]) continue;
    uplift += lineUplift - spendCost * (proposedMicros - currentMicros);
    gain += lineGain - (spendCost + pricePerSpend) * (proposedMicros - keptMicros);
  }
  const reach = NORMAL_95 * Math.sqrt(Math.max(0, upliftVariance));
  return {
    ...expectedSums(comparison, goal),
    upliftLowMicros: Math.round(uplift - reach),
    upliftHighMicros: Math.round(uplift + reach),
    probabilityBetter: probabilityAbove0(gain, Math.sqrt(Math.max(0, gainVariance))),
  };
}

function probabilityAbove0(mean: number, deviation: number): number {
  if (deviation === 0) return mean > 0 ? 1 : 0;
  return (1 + errorFunction(mean / deviation / Math.SQRT2)) / 2;
}
