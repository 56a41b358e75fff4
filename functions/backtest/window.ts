import { addDays, type Day } from '../core/calendar.ts';
import { meanCurve, unitReturns, type CurvePosterior } from '../core/curve-posterior.ts';
import { returnAt } from '../core/curve.ts';
import { gammaCdf } from '../core/numeric/gamma-cdf.ts';
import { lnGamma } from '../core/numeric/ln-gamma.ts';
import type { ScoredChannel, ScoreSheet, SeriesDay } from '../core/scored.ts';
import { HORIZON_DAYS } from './origins.ts';

/** Noise is never taken as smaller than this share of a window's return. */
const LEAST_RELATIVE_NOISE = 0.02;

/** One channel's 14 days after an origin: what was predicted from the spend that followed, and what came. */
export interface JudgedWindow {
  /** Of a Gamma distribution with the predicted mean and variance, the probability below what came. */
  readonly probabilityBelow: number;
  /** Log density of what came, relative to its scale; and that of return going on in proportion to spend. */
  readonly logScore: number;
  readonly proportionalLogScore: number;
  /** Mean daily spend of these days over that of the 14 before. */
  readonly spendRatio: number;
  /** Return after less return before, a day, in micros: predicted by the curve, by proportion, and what came. */
  readonly predictedChangeMicros: number;
  readonly proportionalChangeMicros: number;
  readonly realisedChangeMicros: number;
  /** Return a day before, which makes changes of small and large channels comparable. */
  readonly beforeMicros: number;
}

/**
 * Judges what `then` (a trusted channel as scored at the origin) said of the days that followed, as `now` knows them. Spend is
 * taken as it came, so the curve and its level are judged, not the pacing. Undefined where either side of the
 * origin lacks spend or return, or a curve.
 */
export function judgeWindow(
  then: ScoredChannel,
  now: ScoredChannel,
  { origin, goal }: { origin: Day; goal: ScoreSheet['goal'] },
): JudgedWindow | undefined {
  const { posterior } = then;
  if (posterior === null || then.verdict !== 'trusted') return undefined;
  const end = addDays(origin, HORIZON_DAYS);
  const before = then.series.slice(-HORIZON_DAYS);
  const after = now.series.filter(({ day }) => day > origin && day <= end);
  const [spentBefore, spentAfter] = [before, after].map((days) => total(days, ({ spendMicros }) => spendMicros));
  if (!spentBefore || !spentAfter || before.length < HORIZON_DAYS || after.length < HORIZON_DAYS) return undefined;
  const outcome = (day: SeriesDay) => Math.max(0, day.returnMicros + (goal === 'profit' ? day.spendMicros : 0));
  const cameBefore = total(before, (day) => outcome(day) / day.completeness);
  const came = total(after, (day) => outcome(day) / day.completeness);
  if (cameBefore <= 0) return undefined;
  const curve = meanCurve(posterior);
  const expected = (days: readonly SeriesDay[]) => total(days, ({ spendMicros }) => returnAt(curve, spendMicros));
  const perDay = (day: SeriesDay) => outcome(day) / day.completeness;
  const noise = noiseOf(then.series, perDay, ({ spendMicros }) => returnAt(curve, spendMicros));
  const proportionalNoise = noiseOf(then.series, perDay, ({ spendMicros }) => spendMicros);
  const predicted = momentsOf(posterior, after);
  const spread = (mean: number, variance: number) => variance + (LEAST_RELATIVE_NOISE * mean) ** 2;
  const proportional = (cameBefore * spentAfter) / spentBefore;
  const proportionalVariance = proportionalNoise * (proportional + (cameBefore * spentAfter ** 2) / spentBefore ** 2);
  const scale = cameBefore;
  const own = gammaOf(predicted.mean, spread(predicted.mean, predicted.variance + noise * predicted.mean));
  return {
    probabilityBelow: gammaCdf(own.shape, came / own.scale),
    logScore: logDensity(own, came, scale),
    proportionalLogScore: logDensity(gammaOf(proportional, spread(proportional, proportionalVariance)), came, scale),
    spendRatio: spentAfter / spentBefore,
    predictedChangeMicros: (predicted.mean - expected(before)) / HORIZON_DAYS,
    proportionalChangeMicros: (proportional - cameBefore) / HORIZON_DAYS,
    realisedChangeMicros: (came - cameBefore) / HORIZON_DAYS,
    beforeMicros: cameBefore / HORIZON_DAYS,
  };
}

/** Mean and variance of the return of these days' spend, from what is not known of the curve. */
function momentsOf(posterior: CurvePosterior, days: readonly SeriesDay[]): { mean: number; variance: number } {
  const { components, valueMicros } = posterior;
  const units = new Float64Array(components.length);
  for (const { spendMicros } of days) {
    for (const [index, unit] of unitReturns(posterior, spendMicros).entries())
      units[index] = (units[index] ?? 0) + unit;
  }
  let mean = 0;
  let square = 0;
  for (const [index, { weight, levelShape, levelRate }] of components.entries()) {
    const unit = (valueMicros * (units[index] ?? 0)) / levelRate;
    mean += weight * levelShape * unit;
    square += weight * levelShape * (levelShape + 1) * unit ** 2;
  }
  return { mean, variance: Math.max(0, square - mean ** 2) };
}

/** Variance over mean of daily outcomes, in micros, around what is expected of each day, up to one common factor. */
function noiseOf(
  days: readonly SeriesDay[],
  outcomeOf: (day: SeriesDay) => number,
  expectedOf: (day: SeriesDay) => number,
): number {
  const spent = days.filter(({ spendMicros }) => spendMicros > 0);
  const scale = total(spent, outcomeOf) / total(spent, expectedOf);
  const chiSquare = total(spent, (day) => {
    const mean = scale * expectedOf(day);
    return mean > 0 ? (outcomeOf(day) - mean) ** 2 / mean : 0;
  });
  return chiSquare / Math.max(1, spent.length - 1);
}

interface Gamma {
  readonly shape: number;
  readonly scale: number;
}

function gammaOf(mean: number, variance: number): Gamma {
  return { shape: mean ** 2 / variance, scale: variance / mean };
}

/** Of value / unit, so that it has no unit of money. A value of 0 counts as a thousandth of the unit. */
function logDensity({ shape, scale }: Gamma, value: number, unit: number): number {
  const x = Math.max(value, 1e-3 * unit) / scale;
  return (shape - 1) * Math.log(x) - x - lnGamma(shape) + Math.log(unit / scale);
}

function total(days: readonly SeriesDay[], amountOf: (day: SeriesDay) => number): number {
  return days.reduce((sum, day) => sum + amountOf(day), 0);
}
