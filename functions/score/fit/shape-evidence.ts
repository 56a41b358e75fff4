import { lnGamma } from '../../core/numeric/ln-gamma.ts';
import type { FitDays } from './fit-days.ts';
import { saturationTable } from './saturation-table.ts';
import { HALF_SATURATIONS, SLOPES } from './shape-grid.ts';

/** Levels are free to differ between blocks of this many days, counted back from `asOf`. */
export const BLOCK_DAYS = 14;

const GRID = HALF_SATURATIONS.length;

/** What the evidence of a shape needs of a channel's days: sums, per half-saturation k of one slope, and per block b. */
export interface ShapeSums {
  readonly slope: number;
  readonly blocks: number;
  /** Outcomes of each block. */
  readonly outcomes: Float64Array;
  /** Σ y ln h_k, per half-saturation. */
  readonly logShape: Float64Array;
  /** Σ exposure · h_k, at [k · blocks + b]. */
  readonly expected: Float64Array;
}

/** `slope` is an index into `SLOPES`. */
export function shapeSums({ age, u, y, exposure }: FitDays, slope = 0): ShapeSums {
  const exponent = SLOPES[slope];
  if (exponent === undefined) throw new RangeError(`no slope ${slope}`);
  const { stride, h, logH, placeOf } = saturationTable(exponent);
  const blocks = Math.floor((age[0] ?? 0) / BLOCK_DAYS) + 1;
  const outcomes = new Float64Array(blocks);
  const logShape = new Float64Array(GRID);
  const expected = new Float64Array(GRID * blocks);
  for (let day = 0; day < age.length; day += 1) {
    const share = exposure[day] ?? 0;
    if (share <= 0) continue;
    const block = Math.floor((age[day] ?? 0) / BLOCK_DAYS);
    const seen = y[day] ?? 0;
    outcomes[block] = (outcomes[block] ?? 0) + seen;
    const place = placeOf(u[day] ?? 0);
    const first = Math.floor(place);
    const after = place - first;
    const shareAfter = share * after;
    const shareBefore = share - shareAfter;
    for (let k = 0, entry = first, cell = block; k < GRID; k += 1, entry += stride, cell += blocks) {
      expected[cell] = (expected[cell] ?? 0) + shareBefore * (h[entry] ?? 0) + shareAfter * (h[entry + 1] ?? 0);
    }
    if (seen <= 0) continue;
    const seenAfter = seen * after;
    const seenBefore = seen - seenAfter;
    for (let k = 0, entry = first; k < GRID; k += 1, entry += stride) {
      logShape[k] = (logShape[k] ?? 0) + seenBefore * (logH[entry] ?? 0) + seenAfter * (logH[entry + 1] ?? 0);
    }
  }
  return { slope: exponent, blocks, outcomes, logShape, expected };
}

export interface Scatter {
  /** Pearson's χ² of the shape that fits best, each block at its own level. */
  readonly chiSquare: number;
  readonly degrees: number;
}

/**
 * How far outcomes scatter around the likeliest shape of the sums, each block at its own level:
 * Σ (y − μ)² / μ with μ = exposure · h · (block outcomes / Σ exposure h).
 */
export function scatterOf({ age, u, y, exposure }: FitDays, sums: ShapeSums): Scatter {
  const { slope, blocks, outcomes, expected } = sums;
  const k = likeliest(sums);
  const half = (HALF_SATURATIONS[k] ?? 1) ** slope;
  let chiSquare = 0;
  let days = 0;
  for (let day = 0; day < age.length; day += 1) {
    const share = exposure[day] ?? 0;
    const block = Math.floor((age[day] ?? 0) / BLOCK_DAYS);
    const total = outcomes[block] ?? 0;
    if (share <= 0 || total <= 0) continue;
    const raised = (u[day] ?? 0) ** slope;
    const mean = ((share * raised) / (raised + half)) * (total / (expected[k * blocks + block] ?? 1));
    chiSquare += ((y[day] ?? 0) - mean) ** 2 / mean;
    days += 1;
  }
  const informativeBlocks = outcomes.reduce((sum, seen) => sum + (seen > 0 ? 1 : 0), 0);
  return { chiSquare, degrees: Math.max(0, days - informativeBlocks - 1) };
}

/** By Poisson likelihood, each block at its own level. */
function likeliest({ blocks, outcomes, logShape, expected }: ShapeSums): number {
  let best = 0;
  let highest = -Infinity;
  for (let k = 0; k < GRID; k += 1) {
    let log = logShape[k] ?? 0;
    for (let block = 0; block < blocks; block += 1) {
      const seen = outcomes[block] ?? 0;
      if (seen > 0) log -= seen * Math.log(expected[k * blocks + block] ?? 1);
    }
    if (log > highest) [best, highest] = [k, log];
  }
  return best;
}

/**
 * Log evidence of each half-saturation, levels integrated out: block levels are Gamma(g, g / B_k) around the channel's own mean
 * level B_k, so a large `steadiness` g means one level for all blocks and a small one lets levels drift, which keeps drift
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
