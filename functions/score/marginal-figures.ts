import { marginalInterval, meanMarginal, type CurvePosterior } from '../core/curve-posterior.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel } from '../core/scored.ts';
import { netOfSpend } from './goal-return.ts';

/** Slope of the curve at today's budget with its 90 % interval, in the goal's terms; nulls where there is no curve. */
export function marginalFigures(
  posterior: CurvePosterior | null,
  currentMicros: number,
  policy: Pick<Policy, 'goal'>,
): Pick<ScoredChannel, 'marginalRoas' | 'marginalRoasLow' | 'marginalRoasHigh'> {
  if (posterior === null) return { marginalRoas: null, marginalRoasLow: null, marginalRoasHigh: null };
  const { low, high } = marginalInterval(posterior, currentMicros);
  return {
    marginalRoas: netOfSpend(policy, meanMarginal(posterior, currentMicros)),
    marginalRoasLow: netOfSpend(policy, low),
    marginalRoasHigh: netOfSpend(policy, high),
  };
}
