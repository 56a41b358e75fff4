import { quantileSorted } from 'simple-statistics';
import { drawCurves, unitReturns, type CurvePosterior, type DrawnCurves } from '../core/curve-posterior.ts';
import type { Micros } from '../core/money.ts';
import { randomFrom } from '../core/numeric/random.ts';
import type { PlanExpectation } from '../core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { returnsAt, type CurveTable } from './curve-table.ts';

/** Channels, and the table of their curves. */
export interface CurvedChannels {
  readonly channels: readonly ScoredChannel[];
  readonly curves: CurveTable;
}

/** Budgets today, as holding would leave them, and as a plan proposes them; all in the order of the channels. */
export interface Comparison extends CurvedChannels {
  readonly current: readonly Micros[];
  readonly kept: readonly Micros[];
  readonly proposed: readonly Micros[];
}

const DRAWS = 2000;

/** The draws of a channel's curve, as many of every channel's; equal seeds draw equal curves. */
export type Draw = (posterior: CurvePosterior, seed: string) => DrawnCurves;

export const drawAfresh: Draw = (posterior, seed) => drawCurves(posterior, DRAWS, randomFrom(seed));

/**
 * Draws kept for as long as their posteriors live: 20 kB a channel. Of many plans over one sheet only the first pays for
 * them: at 1,000 channels 0.6 s, against 5 ms for what is left.
 */
export function drawOnce(): Draw {
  const known = new WeakMap<CurvePosterior, DrawnCurves>();
  return (posterior, seed) => {
    const drawn = known.get(posterior) ?? drawAfresh(posterior, seed);
    known.set(posterior, drawn);
    return drawn;
  };
}

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
  comparison: Comparison,
  options: { sheet: Pick<ScoreSheet, 'goal' | 'factsHash'>; pricePerSpend: number; draw: Draw },
): PlanExpectation {
  const { sheet, pricePerSpend, draw } = options;
  const { channels, current, kept, proposed } = comparison;
  const spendCost = sheet.goal === 'profit' ? 1 : 0;
  let uplifts = NOTHING_DRAWN;
  let gains = NOTHING_DRAWN;
  // The same for every draw: taken off once, at the end.
  let upliftCost = 0;
  let gainCost = 0;
  for (const [index, { channel, posterior }] of channels.entries()) {
    const currentMicros = current[index] ?? 0;
    const keptMicros = kept[index] ?? 0;
    const proposedMicros = proposed[index] ?? 0;
    if (posterior === null) continue;
    if (currentMicros === proposedMicros && keptMicros === proposedMicros) continue;
    const drawn = draw(posterior, `${sheet.factsHash}:${channel}`);
    if (uplifts === NOTHING_DRAWN) {
      uplifts = new Float64Array(drawn.components.length);
      gains = new Float64Array(drawn.components.length);
    }
    const units = unitReturns(posterior, proposedMicros);
    const moved = difference(units, unitReturns(posterior, currentMicros));
    const gained = keptMicros === currentMicros ? moved : difference(units, unitReturns(posterior, keptMicros));
    addDraws(drawn, { sums: uplifts, perUnit: moved }, { sums: gains, perUnit: gained });
    upliftCost += spendCost * (proposedMicros - currentMicros);
    gainCost += (spendCost + pricePerSpend) * (proposedMicros - keptMicros);
  }
  const sorted = Array.from(uplifts.sort(), (uplift) => uplift - upliftCost);
  return {
    ...expectedSums(comparison, sheet.goal),
    upliftLowMicros: sorted.length === 0 ? 0 : Math.round(quantileSorted(sorted, 0.05)),
    upliftHighMicros: sorted.length === 0 ? 0 : Math.round(quantileSorted(sorted, 0.95)),
    probabilityBetter: gains.reduce((count, gain) => count + (gain > gainCost ? 1 : 0), 0) / Math.max(1, gains.length),
  };
}

const NOTHING_DRAWN = new Float64Array(0);

function difference(units: Float64Array, from: Float64Array): Float64Array {
  const differences = new Float64Array(units.length);
  for (let index = 0; index < units.length; index += 1) differences[index] = (units[index] ?? 0) - (from[index] ?? 0);
  return differences;
}

/** A sum for each draw, and what one line adds to it: of its ceiling so much, by component. */
interface Addition {
  readonly sums: Float64Array;
  readonly perUnit: Float64Array;
}

/** Both sums in one pass: at 1,000 lines the draws are 20 MB, and reading them is most of the work. */
function addDraws({ components, ceilingsMicros }: DrawnCurves, first: Addition, second: Addition): void {
  const { sums: firstSums, perUnit: firstPerUnit } = first;
  const { sums: secondSums, perUnit: secondPerUnit } = second;
  for (let draw = 0; draw < firstSums.length; draw += 1) {
    const component = components[draw] ?? 0;
    const ceiling = ceilingsMicros[draw] ?? 0;
    firstSums[draw] = (firstSums[draw] ?? 0) + ceiling * (firstPerUnit[component] ?? 0);
    secondSums[draw] = (secondSums[draw] ?? 0) + ceiling * (secondPerUnit[component] ?? 0);
  }
}

/** The part of an expectation that takes no draws. */
export function expectedSums(
  comparison: Comparison,
  goal: ScoreSheet['goal'],
): Pick<PlanExpectation, 'currentReturnMicros' | 'proposedReturnMicros' | 'upliftMicros'> {
  const currentReturnMicros = expectedReturn(comparison, comparison.current, goal);
  const proposedReturnMicros = expectedReturn(comparison, comparison.proposed, goal);
  return { currentReturnMicros, proposedReturnMicros, upliftMicros: proposedReturnMicros - currentReturnMicros };
}

/** Of all lines together the expected return a day, whole micros, in the goal's terms. */
export function expectedReturn(lines: CurvedChannels, spends: readonly Micros[], goal: ScoreSheet['goal']): number {
  return expectedReturns(lines, spends, goal).reduce((sum, returned) => sum + returned, 0);
}

/** Of each line the expected return a day, whole micros: for profit less the spend. 0 where there is no curve. */
export function expectedReturns(
  { channels, curves }: CurvedChannels,
  spends: readonly Micros[],
  goal: ScoreSheet['goal'],
): Float64Array<ArrayBuffer> {
  const spendCost = goal === 'profit' ? 1 : 0;
  return returnsAt(curves, spends).map((returned, line) =>
    channels[line]?.posterior === null ? 0 : Math.round(returned) - spendCost * (spends[line] ?? 0),
  );
}
