import type { Curve } from './curve.ts';
import { gammaMixtureQuantile } from './numeric/gamma-mixture-quantile.ts';
import { gammaSample } from './numeric/gamma-sample.ts';
import type { Random } from './numeric/random.ts';

const NEGLIGIBLE_WEIGHT = 1e-4;
const INTERVAL_TOLERANCE = 1e-3;
const NO_COMPONENT: CurveComponent = { weight: 0, halfSaturation: 1, slope: 1, levelShape: 1, levelRate: Infinity };

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

/** A plan asks for each line's curve six times. */
const meanCurves = new WeakMap<CurvePosterior, Curve>();

/**
 * The posterior mean curve, spend and return both in micros: a sum of Hill terms, concave where every slope is ≤ 1.
 * Worked number: one component with halfSaturation 1, slope 1, mean level 2, referenceMicros 1e6 and valueMicros 1e6
 * is Hill with ceiling 2e6 and half-saturation 1e6: a spend of 1e6 returns 1e6.
 */
export function meanCurve(posterior: CurvePosterior): Curve {
  const known = meanCurves.get(posterior);
  if (known !== undefined) return known;
  const { referenceMicros, valueMicros, components } = posterior;
  const curve: Curve = {
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
  meanCurves.set(posterior, curve);
  return curve;
}

/** Draws of a whole curve, in columns: of each its component's index, and the return micros it saturates at. */
export interface DrawnCurves {
  readonly components: Uint16Array;
  readonly ceilingsMicros: Float64Array;
}

/**
 * Independent draws of the whole curve: a component by its weight, its level from the Gamma. Draw d returns
 * `ceilingsMicros[d] · unitReturns(posterior, spend)[components[d]]`. Means over the draws converge to `meanCurve`; a
 * share of draws is a probability ("P(better)"). 10 bytes a draw; nearly all of the time goes into the Gammas.
 */
export function drawCurves(posterior: CurvePosterior, draws: number, random: Random): DrawnCurves {
  const { valueMicros, components } = posterior;
  const drawn = { components: new Uint16Array(draws), ceilingsMicros: new Float64Array(draws) };
  const cumulated = cumulatedWeights(components);
  for (let draw = 0; draw < draws; draw += 1) {
    const index = componentAt(cumulated, random());
    const { levelShape, levelRate } = components[index] ?? NO_COMPONENT;
    drawn.components[draw] = index;
    drawn.ceilingsMicros[draw] = valueMicros * (gammaSample(levelShape, random) / levelRate);
  }
  return drawn;
}

/**
 * Share of its ceiling that each component returns at a spend.
 * Worked number: a half-saturation of 1 at a reference of 100 returns 0.5 at a spend of 100.
 */
export function unitReturns({ referenceMicros, components }: CurvePosterior, spendMicros: number): Float64Array {
  const units = new Float64Array(components.length);
  if (spendMicros === 0) return units;
  let index = 0;
  for (const { halfSaturation, slope } of components) {
    const multiple = spendMicros / (halfSaturation * referenceMicros);
    const ratio = slope === 1 ? multiple : multiple ** slope;
    units[index] = ratio === Infinity ? 1 : ratio / (1 + ratio);
    index += 1;
  }
  return units;
}

function cumulatedWeights(components: readonly CurveComponent[]): Float64Array {
  let sum = 0;
  return Float64Array.from(components, ({ weight }) => (sum += weight));
}

/** Weights may sum to a hair less than 1, which the last component takes. */
function componentAt(cumulated: Float64Array, uniform: number): number {
  const last = cumulated.length - 1;
  let index = 0;
  while (index < last && uniform >= (cumulated[index] ?? 1)) index += 1;
  return index;
}

/**
 * The slope of the mean curve: return micros per spend micro. Infinite only at 0 for slopes below 1.
 * Worked number: Hill with ceiling 2e6 and half-saturation 1e6 has slope 2 at 0 and 0.5 at 1e6.
 */
export function meanMarginal(posterior: CurvePosterior, spendMicros: number): number {
  return posterior.components.reduce(
    (sum, component) =>
      component.weight > 0
        ? sum +
          component.weight *
            (component.levelShape / component.levelRate) *
            unitMarginal(posterior, component, spendMicros)
        : sum,
    0,
  );
}

/**
 * The central interval of the slope at that spend, 90 % unless told: exact quantiles of the mixture of gammas (to
 * 1e-3 of themselves), no draws. Components below 1e-4 of the weight are left out.
 */
export function marginalInterval(
  posterior: CurvePosterior,
  spendMicros: number,
  coverage = 0.9,
): { low: number; high: number } {
  const kept = posterior.components.filter(({ weight }) => weight >= NEGLIGIBLE_WEIGHT);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  const mixture = kept.map((component) => ({
    weight: component.weight / total,
    shape: component.levelShape,
    scale: unitMarginal(posterior, component, spendMicros) / component.levelRate,
  }));
  const tail = (1 - coverage) / 2;
  return {
    low: gammaMixtureQuantile(mixture, tail, INTERVAL_TOLERANCE),
    high: gammaMixtureQuantile(mixture, 1 - tail, INTERVAL_TOLERANCE),
  };
}

/** Slope of the component's curve for a level of 1. */
function unitMarginal(posterior: CurvePosterior, component: CurveComponent, spendMicros: number): number {
  const { referenceMicros, valueMicros } = posterior;
  const { halfSaturation, slope } = component;
  const u = spendMicros / referenceMicros;
  const shape = halfSaturation ** slope;
  return ((valueMicros / referenceMicros) * slope * shape * u ** (slope - 1)) / (u ** slope + shape) ** 2;
}
