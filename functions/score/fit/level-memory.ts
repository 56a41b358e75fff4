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

export interface ChosenMemory extends Memory {
  /** How much wider than predicted errors were, 1 where they were as wide or narrower. */
  readonly inflation: number;
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

/** Days with exposure: what was seen, and what was due at level 1, both weighed. */
interface WeighedDays {
  readonly age: Int32Array;
  readonly seen: Float64Array;
  readonly due: Float64Array;
  /** How many of them come before predictions count. */
  readonly burnIn: number;
}

function weighedDays({ days, halfSaturation, slope, weight }: LevelEvidence): WeighedDays {
  const { age, u, y, exposure } = days;
  const half = halfSaturation ** slope;
  const exposed = [...age.keys()].filter((day) => (exposure[day] ?? 0) > 0);
  return {
    age: Int32Array.from(exposed, (day) => age[day] ?? 0),
    seen: Float64Array.from(exposed, (day) => weight * (y[day] ?? 0)),
    due: Float64Array.from(exposed, (day) => {
      const raised = slope === 1 ? (u[day] ?? 0) : (u[day] ?? 0) ** slope;
      return (weight * (exposure[day] ?? 0) * raised) / (raised + half);
    }),
    burnIn: exposed.filter((day) => day < BURN_IN).length,
  };
}

/**
 * One-step predictions by the discounted Gamma–Poisson level, negative binomial, for each of `PULLS`: what is seen and
 * forgotten is the same for all of them.
 */
export function predictions(channel: LevelEvidence, memory: number): Predictions[] {
  return predictionsOf(weighedDays(channel), channel.priorLevel, memory);
}

function predictionsOf({ age, seen, due, burnIn }: WeighedDays, priorLevel: number, memory: number): Predictions[] {
  const logScores = new Float64Array(PULLS.length);
  const squaredErrors = new Float64Array(PULLS.length);
  const overADay = Math.exp(-1 / memory);
  let outcomes = 0;
  let exposed = 0;
  let ever = 1;
  let everExposed = 1 / priorLevel;
  let lastAge = age[0] ?? 0;
  for (let day = 0; day < age.length; day += 1) {
    const today = age[day] ?? 0;
    const fade = lastAge - today === 1 ? overADay : Math.exp((today - lastAge) / memory);
    lastAge = today;
    outcomes *= fade;
    exposed *= fade;
    const seenNow = seen[day] ?? 0;
    const dueNow = due[day] ?? 0;
    if (day >= burnIn) {
      const logDue = Math.log(dueNow);
      for (let index = 0; index < PULLS.length; index += 1) {
        const own = Math.min(PULLS[index] ?? 1, ever);
        const shape = own + outcomes;
        const rate = (own * everExposed) / ever + exposed;
        const logAll = Math.log(rate + dueNow);
        let score = shape * (Math.log(rate) - logAll);
        if (seenNow > 0) score += lnGamma(shape + seenNow) - lnGamma(shape) + seenNow * (logDue - logAll);
        logScores[index] = (logScores[index] ?? 0) + score;
        const mean = (dueNow * shape) / rate;
        squaredErrors[index] = (squaredErrors[index] ?? 0) + (seenNow - mean) ** 2 / (mean * (1 + dueNow / rate));
      }
    }
    outcomes += seenNow;
    exposed += dueNow;
    ever += seenNow;
    everExposed += dueNow;
  }
  return PULLS.map((_, index) => ({
    logScore: logScores[index] ?? 0,
    squaredErrors: squaredErrors[index] ?? 0,
    count: Math.max(0, age.length - burnIn),
  }));
}

/**
 * The memory that predicted best, over all channels given, and how much wider than predicted the errors were (1 where
 * they were as wide or narrower). The longest memory without evidence.
 */
export function chooseMemory(channels: readonly LevelEvidence[]): ChosenMemory {
  const weighed = channels.map((channel) => ({ days: weighedDays(channel), priorLevel: channel.priorLevel }));
  let best = { memory: MEMORIES[MEMORIES.length - 1] ?? 150, pull: 1, logScore: -Infinity, inflation: 1 };
  for (const memory of MEMORIES.toReversed()) {
    const predicted = weighed.map(({ days, priorLevel }) => predictionsOf(days, priorLevel, memory));
    for (const [index, pull] of PULLS.entries()) {
      let logScore = 0;
      let squaredErrors = 0;
      let count = 0;
      for (const own of predicted) {
        logScore += own[index]?.logScore ?? 0;
        squaredErrors += own[index]?.squaredErrors ?? 0;
        count += own[index]?.count ?? 0;
      }
      if (logScore > best.logScore) {
        best = { memory, pull, logScore, inflation: count > 0 ? Math.max(1, squaredErrors / count) : 1 };
      }
    }
  }
  return best;
}
