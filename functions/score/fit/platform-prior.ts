import { logSumExp } from '../../core/numeric/log-sum-exp.ts';
import { LOG_HALF_SATURATIONS } from './shape-grid.ts';

const CENTRES = [-1.5, -1.125, -0.75, -0.375, 0, 0.375, 0.75, 1.125, 1.5];
const SPREADS = [0.35, 0.55, 0.8, 1.15, 1.6];
const CENTRE_SPREAD = 0.5;
const USUAL_SPREAD = 0.8;
const SPREAD_SPREAD = 0.5;

interface Hyper {
  /** Log of the belief before any data. */
  readonly log: number;
  /** A normal distribution over the logarithm of half-saturation, on the grid; sums to 1. */
  readonly prior: Float64Array;
}

const HYPERS: readonly Hyper[] = CENTRES.flatMap((centre) =>
  SPREADS.map((spread) => ({
    log: -0.5 * (centre / CENTRE_SPREAD) ** 2 - 0.5 * (Math.log(spread / USUAL_SPREAD) / SPREAD_SPREAD) ** 2,
    prior: normalOnGrid(centre, spread),
  })),
);

/** What is believed of any channel's shape before its platform says anything: the mixture over all hypers. */
export const SHAPE_PRIOR: Float64Array = mixed(HYPERS.map(({ log }) => log));

/**
 * Posterior weights of the shapes for each channel of one platform, from each one's log evidence. Channels of a platform
 * share N(μ, τ²) on the logarithm of half-saturation; (μ, τ) is integrated over a grid of 45 pairs and not plugged in,
 * so few channels leave wide priors and many sharpen them, and intervals keep what the pooling does not know. A
 * channel without evidence gets the platform's prior.
 */
export function pooledShapes(evidence: readonly Float64Array[]): Float64Array[] {
  const likelihoods = evidence.map((logs) => {
    const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
    return logs.map((log) => Math.exp(log - largest));
  });
  const given = likelihoods.map((likelihood) => HYPERS.map(({ prior }) => dot(likelihood, prior)));
  const logs = HYPERS.map(({ log }, hyper) => given.reduce((sum, own) => sum + Math.log(own[hyper] ?? 1), log));
  const total = logSumExp(logs);
  const beliefs = logs.map((log) => Math.exp(log - total));
  return likelihoods.map((likelihood, channel) => {
    const shares = beliefs.map((belief, hyper) => belief / (given[channel]?.[hyper] ?? 1));
    return likelihood.map((value, k) =>
      HYPERS.reduce((sum, { prior }, hyper) => sum + (shares[hyper] ?? 0) * value * (prior[k] ?? 0), 0),
    );
  });
}

function normalOnGrid(centre: number, spread: number): Float64Array {
  const density = Float64Array.from(LOG_HALF_SATURATIONS, (x) => Math.exp(-0.5 * ((x - centre) / spread) ** 2));
  const total = density.reduce((sum, value) => sum + value, 0);
  return density.map((value) => value / total);
}

function mixed(logs: readonly number[]): Float64Array {
  const total = logSumExp(logs);
  return Float64Array.from(LOG_HALF_SATURATIONS, (_, k) =>
    HYPERS.reduce((sum, { prior }, hyper) => sum + Math.exp((logs[hyper] ?? -Infinity) - total) * (prior[k] ?? 0), 0),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
