const LOG_MIN = -3.75;
const POINTS = 21;
const FINE_POINTS_PER_STEP = 8;

/** Steps between half-saturations, in their logarithm. */
export const LOG_STEP = 0.375;

/**
 * Half-saturations as multiples of the reference spend, evenly spaced in the logarithm, 0.024 to 42: from a channel 40 times
 * past its half-saturation to one that is linear for all practical purposes. Evidence is summed over days at these only.
 */
export const HALF_SATURATIONS: readonly number[] = Array.from({ length: POINTS }, (_, index) =>
  Math.exp(LOG_MIN + index * LOG_STEP),
);

/** Slopes of Hill's curve: 1 saturates from the first unit on, the others are S-shaped. */
export const SLOPES = [1, 1.3, 1.7, 2.2, 2.9] as const;

/** Of `SLOPES`, those that tell whether curves are S-shaped at all; the others are looked at only where they are. */
export const PROBED_SLOPES = [0, 2, 4] as const;

/** Logarithms of the half-saturations beliefs are kept at: 8 to a step, for evidence may be sharper than a step of 45 %. */
export const FINE_LOGS: readonly number[] = Array.from(
  { length: (POINTS - 1) * FINE_POINTS_PER_STEP + 1 },
  (_, index) => LOG_MIN + (index * LOG_STEP) / FINE_POINTS_PER_STEP,
);

/**
 * Log evidence at the fine points from that at the grid's, by Catmull–Rom cubics, which are exact on parabolas inside: log
 * evidence is close to one wherever it is sharp. Worked example: what is linear in ln half-saturation stays so.
 */
export function refined(coarse: Float64Array): Float64Array {
  const fine = new Float64Array(FINE_LOGS.length);
  for (let step = 0; step < POINTS - 1; step += 1) {
    const b = coarse[step] ?? 0;
    const c = coarse[step + 1] ?? 0;
    const a = coarse[step - 1] ?? 2 * b - c;
    const d = coarse[step + 2] ?? 2 * c - b;
    for (let sub = 0; sub <= FINE_POINTS_PER_STEP; sub += 1) {
      const t = sub / FINE_POINTS_PER_STEP;
      fine[step * FINE_POINTS_PER_STEP + sub] =
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
  }
  return fine;
}

/** Values at the grid's own points, of a column at the fine points. */
export function coarsened(fine: Float64Array): Float64Array {
  return Float64Array.from(HALF_SATURATIONS, (_, index) => fine[index * FINE_POINTS_PER_STEP] ?? 0);
}
