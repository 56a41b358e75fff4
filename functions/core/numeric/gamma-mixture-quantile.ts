import { gammaCdf } from './gamma-cdf.ts';

/** A Gamma(shape, 1) multiplied by `scale`, with its weight in the mixture. */
export interface ScaledGamma {
  readonly weight: number;
  readonly shape: number;
  readonly scale: number;
}

/** Wide enough that no component's quantile at 1e-4 … 1 − 1e-4 lies outside for shapes of 0.05 and more. */
const BRACKET_LOW = 1e-90;
const BRACKET_WIDEN = 2;

/**
 * The value a mixture of scaled gammas stays below with that probability, by bisection of its logarithm; weights sum
 * to 1, `probability` is inside (0, 1). 0 where the mixture's mass at or near 0 reaches it.
 * Worked number: one component of shape 1 and scale 2 has its median at 2 ln 2.
 */
export function gammaMixtureQuantile(
  components: readonly ScaledGamma[],
  probability: number,
  relativeTolerance = 1e-4,
): number {
  const below = (value: number) => {
    let sum = 0;
    for (const { weight, shape, scale } of components) sum += weight * (scale > 0 ? gammaCdf(shape, value / scale) : 1);
    return sum;
  };
  const mean = components.reduce((sum, { weight, shape, scale }) => sum + weight * shape * scale, 0);
  if (!(mean > 0)) return 0;
  let high = mean;
  while (below(high) < probability) high *= BRACKET_WIDEN;
  let low = high / BRACKET_WIDEN;
  while (below(low) >= probability) {
    high = low;
    low /= BRACKET_WIDEN;
    if (low < mean * BRACKET_LOW) return 0;
  }
  while (high - low > high * relativeTolerance) {
    const middle = Math.sqrt(low * high);
    if (below(middle) < probability) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
