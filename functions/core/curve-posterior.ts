import type { Curve } from './curve.ts';

/**
 * What is known of a response curve: a mixture over saturating shapes, each with a Gamma-distributed level.
 * Return in micros at a spend of x micros, given component k and level β: `valueMicros · β · h_k(x / referenceMicros)`
 * with h_k(u) = u^slope / (u^slope + halfSaturation^slope) and β ~ Gamma(levelShape, levelRate).
 */
export interface CurvePosterior {
  /** The spend, in micros, that counts as u = 1: the median daily spend. */
  readonly referenceMicros: number;
  /** Return micros of one unit of level (the value of one conversion, or a money scale). */
  readonly valueMicros: number;
  /** Weights sum to 1. */
  readonly components: readonly CurveComponent[];
}

export interface CurveComponent {
  readonly weight: number;
  readonly halfSaturation: number;
  readonly slope: number;
  readonly levelShape: number;
  readonly levelRate: number;
}

/**
 * The posterior mean curve, spend and return both in micros: a sum of Hill terms, concave where every slope is ≤ 1.
 * Worked number: one component with halfSaturation 1, slope 1, mean level 2, referenceMicros 1e6 and valueMicros 1e6
 * is Hill with ceiling 2e6 and half-saturation 1e6: a spend of 1e6 returns 1e6.
 */
export function meanCurve(posterior: CurvePosterior): Curve {
  const { referenceMicros, valueMicros, components } = posterior;
  return {
    kind: 'sum',
    terms: components
      .filter(({ weight }) => weight > 0)
      .map(({ weight, halfSaturation, slope, levelShape, levelRate }) => ({
        kind: 'hill',
        ceiling: weight * valueMicros * (levelShape / levelRate),
        halfSaturation: halfSaturation * referenceMicros,
        slope,
      })),
  };
}
