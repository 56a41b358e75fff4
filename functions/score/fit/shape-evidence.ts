import { lnGamma } from '../../core/numeric/ln-gamma.ts';
import type { FitDays } from './fit-days.ts';
import { HALF_SATURATIONS } from './shape-grid.ts';

/** Levels are free to differ between blocks of this many days, counted back from `asOf`. */
export const BLOCK_DAYS = 14;

const GRID = HALF_SATURATIONS.length;

/** What the evidence of a shape needs of a channel's days: sums, per shape k and per block b. */
export interface ShapeSums {
  readonly blocks: number;
  /** Outcomes of each block. */
  readonly outcomes: Float64Array;
  /** Σ y ln h_k, per shape. */
  readonly logShape: Float64Array;
  /** Σ exposure · h_k, at [k · blocks + b]. */
  readonly expected: Float64Array;
  /** Σ y² / (exposure · h_k), at [k · blocks + b]. */
  readonly squares: Float64Array;
  /** Days that count: exposure above 0, in a block with outcomes. */
  readonly informativeDays: number;
  readonly informativeBlocks: number;
}

export function shapeSums({ age, u, y, exposure }: FitDays): ShapeSums {
  const blocks = Math.floor((age[0] ?? 0) / BLOCK_DAYS) + 1;
  const outcomes = new Float64Array(blocks);
  const daysIn = new Int32Array(blocks);
  const logShape = new Float64Array(GRID);
  const expected = new Float64Array(GRID * blocks);
  const squares = new Float64Array(GRID * blocks);
  for (let day = 0; day < age.length; day += 1) {
    const share = exposure[day] ?? 0;
    if (share <= 0) continue;
    const block = Math.floor((age[day] ?? 0) / BLOCK_DAYS);
    const spend = u[day] ?? 0;
    const seen = y[day] ?? 0;
    outcomes[block] = (outcomes[block] ?? 0) + seen;
    daysIn[block] = (daysIn[block] ?? 0) + 1;
    for (let k = 0; k < GRID; k += 1) {
      const saturation = spend / (spend + (HALF_SATURATIONS[k] ?? 1));
      const cell = k * blocks + block;
      expected[cell] = (expected[cell] ?? 0) + share * saturation;
      if (seen > 0) {
        logShape[k] = (logShape[k] ?? 0) + seen * Math.log(saturation);
        squares[cell] = (squares[cell] ?? 0) + (seen * seen) / (share * saturation);
      }
    }
  }
  const informative = outcomes.map((sum) => (sum > 0 ? 1 : 0));
  return {
    blocks,
    outcomes,
    logShape,
    expected,
    squares,
    informativeDays: daysIn.reduce((sum, days, block) => sum + (informative[block] === 1 ? days : 0), 0),
    informativeBlocks: informative.reduce((sum, one) => sum + one, 0),
  };
}

export interface Scatter {
  /** Pearson's χ² of the shape that fits best, each block at its own level. */
  readonly chiSquare: number;
  readonly degrees: number;
}

/**
 * How far outcomes scatter around the best shape: Σ (y − μ)² / μ with μ = exposure · h_k · (block outcomes / Σ exposure h_k),
 * which is Σ_b squares · expected / outcomes − Σ y.
 */
export function scatterOf(sums: ShapeSums): Scatter {
  const { blocks, outcomes, expected, squares } = sums;
  let least = Infinity;
  for (let k = 0; k < GRID; k += 1) {
    let chiSquare = 0;
    for (let block = 0; block < blocks; block += 1) {
      const seen = outcomes[block] ?? 0;
      const cell = k * blocks + block;
      if (seen > 0) chiSquare += ((squares[cell] ?? 0) * (expected[cell] ?? 0)) / seen - seen;
    }
    least = Math.min(least, chiSquare);
  }
  return {
    chiSquare: Math.max(0, least),
    degrees: Math.max(0, sums.informativeDays - sums.informativeBlocks - 1),
  };
}

/**
 * Log evidence of each shape, levels integrated out: block levels are Gamma(g, g / B_k) around the channel's own mean level
 * B_k, so a large `steadiness` g means one level for all blocks and a small one lets levels drift, which keeps drift
 * from being read as saturation. Counts are tempered by `weight`, one over their dispersion (quasi-Poisson).
 * All 0, hence no evidence, without outcomes.
 */
export function shapeEvidence(sums: ShapeSums, weight: number, steadiness: number): Float64Array {
  const { blocks, outcomes, logShape, expected } = sums;
  const g = steadiness;
  const evidence = new Float64Array(GRID);
  let total = 0;
  let levels = 0;
  for (const seen of outcomes) {
    total += seen;
    levels += lnGamma(g + weight * seen) - lnGamma(g);
  }
  if (total <= 0) return evidence;
  for (let k = 0; k < GRID; k += 1) {
    let exposed = 0;
    for (let block = 0; block < blocks; block += 1) exposed += expected[k * blocks + block] ?? 0;
    const rate = (g * exposed) / total;
    let log = weight * (logShape[k] ?? 0) + levels + blocks * g * Math.log(rate);
    for (let block = 0; block < blocks; block += 1) {
      log -= (g + weight * (outcomes[block] ?? 0)) * Math.log(rate + weight * (expected[k * blocks + block] ?? 0));
    }
    evidence[k] = log;
  }
  return evidence;
}
