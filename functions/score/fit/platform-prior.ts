import { logSumExp } from '../../core/numeric/log-sum-exp.ts';
import { coarsened, FINE_LOGS, refined } from './shape-grid.ts';

const CENTRES = [-1.5, -1.125, -0.75, -0.375, 0, 0.375, 0.75, 1.125, 1.5];
const SPREADS = [0.35, 0.55, 0.8, 1.15, 1.6];
/** Belief before any data: centres around the reference spend, spreads around a factor of e^0.8 = 2.2. */
const CENTRE_SPREAD = 0.5;
const USUAL_SPREAD = 0.8;
const SPREAD_SPREAD = 0.5;

interface Hyper {
  /** Log of the belief before any data, up to a constant. */
  readonly log: number;
  /** A normal distribution over the logarithm of half-saturation, on the fine grid; sums to 1. */
  readonly prior: Float64Array;
}

const HYPERS: readonly Hyper[] = CENTRES.flatMap((centre) =>
  SPREADS.map((spread) => ({
    log: -0.5 * (centre / CENTRE_SPREAD) ** 2 - 0.5 * (Math.log(spread / USUAL_SPREAD) / SPREAD_SPREAD) ** 2,
    prior: normalOnGrid(centre, spread),
  })),
);

const LOG_PRIOR: Float64Array = coarsened(logPrior());

/** Log of how likely a channel's outcomes are if nothing is known of its platform. */
export function logLikelihoodUnpooled(evidence: Float64Array): number {
  return logSumExp(evidence.map((log, point) => log + (LOG_PRIOR[point] ?? 0)));
}

/**
 * Posterior weights of the half-saturations (on the fine grid, summing to 1) for each channel of one platform, from each
 * one's log evidence on the coarse grid. Channels of a platform share N(μ, τ²) on the logarithm of half-saturation; (μ, τ)
 * is integrated over a grid of 45 pairs, not plugged in: few channels leave wide priors, many sharpen them, and
 * intervals keep what pooling does not know. A channel without evidence gets its platform's prior.
 */
export function pooledShapes(evidence: readonly Float64Array[]): Float64Array[] {
  const likelihoods = evidence.map((coarse) => relativeLikelihood(refined(coarse)));
  const given = likelihoods.map((likelihood) => HYPERS.map(({ prior }) => dot(likelihood, prior)));
  const logs = HYPERS.map(({ log }, hyper) => given.reduce((sum, own) => sum + Math.log(own[hyper] ?? 1), log));
  const total = logSumExp(logs);
  return likelihoods.map((likelihood, channel) => {
    const prior = new Float64Array(FINE_LOGS.length);
    for (const [hyper, log] of logs.entries()) {
      addScaled(prior, HYPERS[hyper]?.prior ?? prior, Math.exp(log - total) / (given[channel]?.[hyper] ?? 1));
    }
    for (let point = 0; point < prior.length; point += 1) prior[point] = (prior[point] ?? 0) * (likelihood[point] ?? 0);
    return prior;
  });
}

/** In place; the largest becomes 1. */
function relativeLikelihood(logs: Float64Array): Float64Array {
  let largest = -Infinity;
  for (const log of logs) largest = Math.max(largest, log);
  for (let point = 0; point < logs.length; point += 1) logs[point] = Math.exp((logs[point] ?? 0) - largest);
  return logs;
}

function normalOnGrid(centre: number, spread: number): Float64Array {
  const density = Float64Array.from(FINE_LOGS, (x) => Math.exp(-0.5 * ((x - centre) / spread) ** 2));
  const total = density.reduce((sum, value) => sum + value, 0);
  return density.map((value) => value / total);
}

function logPrior(): Float64Array {
  const total = logSumExp(HYPERS.map(({ log }) => log));
  const mixture = new Float64Array(FINE_LOGS.length);
  for (const { log, prior } of HYPERS) addScaled(mixture, prior, Math.exp(log - total));
  return mixture.map(Math.log);
}

function addScaled(sum: Float64Array, values: Float64Array, scale: number): void {
  for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + scale * (values[index] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
