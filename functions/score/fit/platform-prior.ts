import { logSumExp } from '../../core/numeric/log-sum-exp.ts';
import { withModelError } from './model-error.ts';
import { coarsened, FINE_LOGS, refined, SLOPES } from './shape-grid.ts';

const CENTRES = [-1.5, -1.125, -0.75, -0.375, 0, 0.375, 0.75, 1.125, 1.5];
const SPREADS = [0.35, 0.55, 0.8, 1.15, 1.6, 2.2];
/** Belief before any data: centres around the reference spend, spreads around a factor of e^0.8 = 2.2. */
const CENTRE_SPREAD = 0.5;
const USUAL_SPREAD = 0.8;
const SPREAD_SPREAD = 0.5;

/**
 * Shares of channels that may be anywhere on the grid below and above the centre, however alike the others are. More
 * above the centre would promise gains that do not come.
 */
const TAIL_BELOW = 0.02;
const TAIL_ABOVE = 0.01;

/** A pair of centre and spread believed less than this is left out: many channels leave a few of the 54. */
const NEGLIGIBLE_SHARE = 1e-12;

interface Hyper {
  /** Log of the belief before any data, up to a constant. */
  readonly log: number;
  /** A normal distribution over the logarithm of half-saturation with flat tails, on the fine grid; sums to 1. */
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
 * Posterior weights of the shapes for each channel of one platform: per slope, half-saturations on the fine grid, summing
 * to 1 over all. `evidence` has each channel's log evidence on the coarse grid per slope, `shares` how common each slope
 * is. Channels of a platform share N(μ, τ²) on the logarithm of half-saturation; (μ, τ) is integrated over a grid of
 * 54 pairs, not plugged in: few channels leave wide priors, many sharpen them, and intervals keep what pooling
 * does not know. At last each belief is widened by model error. A channel without evidence gets its platform's prior.
 */
export function pooledShapes(
  evidence: readonly (readonly Float64Array[])[],
  shares: readonly number[] = [1],
): Float64Array[][] {
  const likelihoods = evidence.map((slopes) => relativeLikelihood(slopes.map(refined), shares));
  const given = likelihoods.map((slopes) =>
    HYPERS.map(({ prior }) => slopes.reduce((sum, likelihood) => sum + dot(likelihood, prior), 0)),
  );
  const logs = HYPERS.map(({ log }, hyper) => given.reduce((sum, own) => sum + Math.log(own[hyper] ?? 1), log));
  const total = logSumExp(logs);
  const likely = [...logs.entries()]
    .map(([hyper, log]) => ({ hyper, share: Math.exp(log - total) }))
    .filter(({ share }) => share > NEGLIGIBLE_SHARE);
  return likelihoods.map((slopes, channel) => {
    const prior = new Float64Array(FINE_LOGS.length);
    for (const { hyper, share } of likely) {
      addScaled(prior, HYPERS[hyper]?.prior ?? prior, share / (given[channel]?.[hyper] ?? 1));
    }
    for (const likelihood of slopes) {
      for (let point = 0; point < prior.length; point += 1) {
        likelihood[point] = (prior[point] ?? 0) * (likelihood[point] ?? 0);
      }
    }
    return slopes.map((belief, slope) => withModelError(belief, SLOPES[slope] ?? 1));
  });
}

/** In place, times the share of the slope; the largest likelihood becomes 1. */
function relativeLikelihood(slopes: Float64Array[], shares: readonly number[]): Float64Array[] {
  let largest = -Infinity;
  for (const logs of slopes) for (const log of logs) largest = Math.max(largest, log);
  for (const [slope, logs] of slopes.entries()) {
    const share = shares[slope] ?? 0;
    for (let point = 0; point < logs.length; point += 1) logs[point] = share * Math.exp((logs[point] ?? 0) - largest);
  }
  return slopes;
}

function normalOnGrid(centre: number, spread: number): Float64Array {
  const density = Float64Array.from(FINE_LOGS, (x) => Math.exp(-0.5 * ((x - centre) / spread) ** 2));
  const total = density.reduce((sum, value) => sum + value, 0);
  const below = FINE_LOGS.filter((x) => x < centre).length;
  const low = TAIL_BELOW / below;
  const high = TAIL_ABOVE / (FINE_LOGS.length - below);
  const bulk = (1 - TAIL_BELOW - TAIL_ABOVE) / total;
  return density.map((value, point) => bulk * value + (point < below ? low : high));
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
