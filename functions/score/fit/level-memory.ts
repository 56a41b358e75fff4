import { lnGamma } from '../../core/numeric/ln-gamma.ts';
import type { FitDays } from './fit-days.ts';

/** Days after which an outcome counts 1/e of a new one; chosen once per account. */
export const MEMORIES = [5, 9, 16, 30, 60, 150] as const;

/** Outcomes that a channel's long-run level is worth beside its recent ones; chosen once per account. */
export const PULLS = [1, 10, 40, 160] as const;

/** How fast levels are forgotten, and how strongly they are drawn to where they were in the long run. */
export interface Memory {
  readonly memory: number;
  readonly pull: number;
}

/** Days before predictions count. */
const BURN_IN = 14;

/** A channel's days seen through its likeliest shape, with the prior of its level. */
export interface LevelEvidence {
  readonly days: FitDays;
  readonly halfSaturation: number;
  readonly slope: number;
  /** One over the dispersion of counts. */
  readonly weight: number;
  /** Level it starts from, worth one outcome. */
  readonly priorLevel: number;
}

export interface Predictions {
  /** Sum of log predictive likelihoods of each day by the days before it, less terms that do not depend on memory. */
  readonly logScore: number;
  /** Sum and number of squared standardised errors; their mean is 1 where predictions are honest. */
  readonly squaredErrors: number;
  readonly count: number;
}

/** One-step predictions by the discounted Gamma–Poisson level: negative binomial. */
export function predictions(channel: LevelEvidence, { memory, pull }: Memory): Predictions {
  const { days, halfSaturation, slope, weight, priorLevel } = channel;
  const { age, u, y, exposure } = days;
  const half = halfSaturation ** slope;
  let outcomes = 0;
  let exposed = 0;
  let ever = 1;
  let everExposed = 1 / priorLevel;
  let lastAge = age[0] ?? 0;
  let logScore = 0;
  let squaredErrors = 0;
  let count = 0;
  for (let day = 0; day < age.length; day += 1) {
    const share = exposure[day] ?? 0;
    if (share <= 0) continue;
    const fade = Math.exp(((age[day] ?? 0) - lastAge) / memory);
    lastAge = age[day] ?? 0;
    outcomes *= fade;
    exposed *= fade;
    const raised = (u[day] ?? 0) ** slope;
    const due = (weight * share * raised) / (raised + half);
    const seen = weight * (y[day] ?? 0);
    const own = Math.min(pull, ever);
    const shape = own + outcomes;
    const rate = (own * everExposed) / ever + exposed;
    if (day >= BURN_IN) {
      logScore +=
        lnGamma(shape + seen) -
        lnGamma(shape) +
        shape * Math.log(rate / (rate + due)) +
        seen * Math.log(due / (rate + due));
      const mean = (due * shape) / rate;
      squaredErrors += (seen - mean) ** 2 / (mean * (1 + due / rate));
      count += 1;
    }
    outcomes += seen;
    exposed += due;
    ever += seen;
    everExposed += due;
  }
  return { logScore, squaredErrors, count };
}

/**
 * The memory that predicted best, over all channels given, and how much wider than predicted the errors were (1 where
 * they were as wide or narrower). The longest memory without evidence.
 */
export function chooseMemory(channels: readonly LevelEvidence[]): Memory & { readonly inflation: number } {
  let best = { memory: MEMORIES[MEMORIES.length - 1] ?? 150, pull: 1, logScore: -Infinity, inflation: 1 };
  for (const memory of MEMORIES.toReversed()) {
    for (const pull of PULLS) {
      let logScore = 0;
      let squaredErrors = 0;
      let count = 0;
      for (const channel of channels) {
        const own = predictions(channel, { memory, pull });
        logScore += own.logScore;
        squaredErrors += own.squaredErrors;
        count += own.count;
      }
      if (logScore > best.logScore) {
        best = { memory, pull, logScore, inflation: count > 0 ? Math.max(1, squaredErrors / count) : 1 };
      }
    }
  }
  return best;
}
