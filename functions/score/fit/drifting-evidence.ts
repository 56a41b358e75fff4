import type { FitDays } from './fit-days.ts';
import type { Memory } from './level-memory.ts';
import { saturationTable } from './saturation-table.ts';
import type { ShapeSums } from './shape-evidence.ts';
import { HALF_SATURATIONS } from './shape-grid.ts';

const GRID = HALF_SATURATIONS.length;

/**
 * Log evidence of each half-saturation, at the slope of the sums, where levels drift from day to day: the product of what the
 * days before each day predict of it, negative binomial by the discounted Gamma–Poisson level of `predictions`, less
 * terms that are the same for all shapes. All 0, hence no evidence, without outcomes.
 *
 * Budgets follow what was seen: a line that does well is raised. To blocks of one level each that reads as a steep curve,
 * the less so the faster levels may move. With days for blocks, and the speed that predicts the account best, shapes and
 * levels rest on one belief of how levels move.
 *
 * Worked number: one day alone has nothing before it, and tells no shapes apart. Two logarithms a day and half-saturation,
 * 0.05 ms for 120 days.
 */
export function driftingEvidence(
  { age, u, y, exposure }: FitDays,
  { slope, blocks, outcomes, logShape, expected }: ShapeSums,
  { weight, memory, pull }: Memory & { readonly weight: number },
): Float64Array {
  const total = outcomes.reduce((sum, seen) => sum + seen, 0);
  const evidence = new Float64Array(GRID);
  if (total <= 0) return evidence;
  const { stride, h, placeOf } = saturationTable(slope);
  const recentDue = new Float64Array(GRID);
  const everDue = new Float64Array(GRID);
  for (let k = 0; k < GRID; k += 1) {
    evidence[k] = weight * (logShape[k] ?? 0);
    // The level it starts from is the channel's own mean, worth one outcome.
    for (let block = 0; block < blocks; block += 1) {
      everDue[k] = (everDue[k] ?? 0) + (expected[k * blocks + block] ?? 0) / total;
    }
  }
  let recent = 0;
  let ever = 1;
  let lastAge = age[0] ?? 0;
  for (let day = 0; day < age.length; day += 1) {
    const share = weight * (exposure[day] ?? 0);
    if (share <= 0) continue;
    const today = age[day] ?? 0;
    const fade = Math.exp((today - lastAge) / memory);
    lastAge = today;
    recent *= fade;
    const seen = weight * (y[day] ?? 0);
    const own = Math.min(pull, ever);
    const perEver = own / ever;
    const shape = own + recent;
    const place = placeOf(u[day] ?? 0);
    const first = Math.floor(place);
    const shareAfter = share * (place - first);
    const shareBefore = share - shareAfter;
    for (let k = 0, entry = first; k < GRID; k += 1, entry += stride) {
      const due = shareBefore * (h[entry] ?? 0) + shareAfter * (h[entry + 1] ?? 0);
      const ofLate = fade * (recentDue[k] ?? 0);
      const longRun = everDue[k] ?? 0;
      const rate = perEver * longRun + ofLate;
      evidence[k] = (evidence[k] ?? 0) + shape * Math.log(rate) - (shape + seen) * Math.log(rate + due);
      recentDue[k] = ofLate + due;
      everDue[k] = longRun + due;
    }
    recent += seen;
    ever += seen;
  }
  return evidence;
}
