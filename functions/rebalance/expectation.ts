import { quantileSorted } from 'simple-statistics';
import { meanCurve, sampleCurves, type SampledCurve } from '../core/curve-posterior.ts';
import { returnAt } from '../core/curve.ts';
import type { Micros } from '../core/money.ts';
import { randomFrom } from '../core/numeric/random.ts';
import type { PlanExpectation } from '../core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';

/** One line's budget today, as holding would leave it, and as the plan proposes it. */
export interface ComparedLine {
  readonly channel: ScoredChannel;
  readonly currentMicros: Micros;
  readonly keptMicros: Micros;
  readonly proposedMicros: Micros;
}

const DRAWS = 2000;

/**
 * What the plan is expected to bring a day, against today's budgets; `probabilityBetter` is against holding, which is
 * the same thing unless the limits forbid today's budgets.
 * Means are of the posterior mean curves, intervals and the probability of joint draws of all curves, seeded by the facts
 * and the channel, so that neither order nor a repetition changes them.
 * Nothing is taken off for the winner's curse beyond the prior: each curve is already drawn towards its platform's, by
 * as much as its evidence is thin.
 *
 * `pricePerSpend` is what a unit of spend counts against return: 0 asks for the greater return, a target ROAS of 2.5
 * for the greater return above 2.5 × spend.
 */
export function expectation(
  lines: readonly ComparedLine[],
  { sheet, pricePerSpend }: { sheet: Pick<ScoreSheet, 'goal' | 'factsHash'>; pricePerSpend: number },
): PlanExpectation {
  const spendCost = sheet.goal === 'profit' ? 1 : 0;
  const uplifts = new Float64Array(DRAWS);
  const gains = new Float64Array(DRAWS);
  for (const { channel, currentMicros, keptMicros, proposedMicros } of lines) {
    if (channel.posterior === null) continue;
    if (currentMicros === proposedMicros && keptMicros === proposedMicros) continue;
    const curves = sampleCurves(channel.posterior, DRAWS, randomFrom(`${sheet.factsHash}:${channel.channel}`));
    for (const [draw, curve] of curves.entries()) {
      const proposed = drawnReturn(curve, proposedMicros) - spendCost * proposedMicros;
      const current = drawnReturn(curve, currentMicros) - spendCost * currentMicros;
      const kept = drawnReturn(curve, keptMicros) - spendCost * keptMicros;
      uplifts[draw] = (uplifts[draw] ?? 0) + proposed - current;
      gains[draw] = (gains[draw] ?? 0) + proposed - kept - pricePerSpend * (proposedMicros - keptMicros);
    }
  }
  const returnOf = (spendOf: (line: ComparedLine) => Micros) =>
    lines.reduce((sum, line) => sum + expectedReturn(line.channel, spendOf(line), sheet.goal), 0);
  const currentReturnMicros = returnOf((line) => line.currentMicros);
  const proposedReturnMicros = returnOf((line) => line.proposedMicros);
  const sorted = Array.from(uplifts).sort((a, b) => a - b);
  return {
    currentReturnMicros,
    proposedReturnMicros,
    upliftMicros: proposedReturnMicros - currentReturnMicros,
    upliftLowMicros: Math.round(quantileSorted(sorted, 0.05)),
    upliftHighMicros: Math.round(quantileSorted(sorted, 0.95)),
    probabilityBetter: gains.reduce((count, gain) => count + (gain > 0 ? 1 : 0), 0) / DRAWS,
  };
}

/** Expected return a day, whole micros, in the goal's terms: for profit less the spend. 0 where there is no curve. */
export function expectedReturn(channel: ScoredChannel, spendMicros: Micros, goal: ScoreSheet['goal']): number {
  if (channel.posterior === null) return 0;
  return Math.round(returnAt(meanCurve(channel.posterior), spendMicros)) - (goal === 'profit' ? spendMicros : 0);
}

function drawnReturn({ ceilingMicros, halfSaturationMicros, slope }: SampledCurve, spendMicros: Micros): number {
  if (spendMicros === 0) return 0;
  const ratio = slope === 1 ? spendMicros / halfSaturationMicros : (spendMicros / halfSaturationMicros) ** slope;
  return (ceilingMicros * ratio) / (1 + ratio);
}
