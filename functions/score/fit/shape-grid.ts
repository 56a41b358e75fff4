const HALF_SATURATION_MIN = 0.05;
const HALF_SATURATION_MAX = 20;
const POINTS = 17;

/**
 * Half-saturations as multiples of the reference spend, evenly spaced in the logarithm: from a channel 20 times past its
 * half-saturation to one that is linear for all practical purposes. A grid has no local minima and no failed fits.
 */
export const HALF_SATURATIONS: readonly number[] = Array.from(
  { length: POINTS },
  (_, index) => HALF_SATURATION_MIN * (HALF_SATURATION_MAX / HALF_SATURATION_MIN) ** (index / (POINTS - 1)),
);

export const LOG_HALF_SATURATIONS: readonly number[] = HALF_SATURATIONS.map(Math.log);
