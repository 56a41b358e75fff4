import { returnAt } from '../core/curve.ts';
import { type CurvePosterior, drawCurves, meanCurve, unitReturns } from '../core/curve-posterior.ts';
import { randomFrom } from '../core/numeric/random.ts';

/** One point of a response curve: daily spend, the mean return there and its 90 % interval, all in micros. */
export interface BandPoint {
  readonly spendMicros: number;
  readonly returnMicros: number;
  readonly lowMicros: number;
  readonly highMicros: number;
}

/** The 5th percentile of 400 draws errs by 1.1 percentage points: less than a line's width in the picture. */
const DRAWS = 400;
const STEPS = 18;

/**
 * The posterior mean curve and its pointwise 90 % band from zero to `spendMaxMicros`. Steps are denser near zero, where
 * the curve bends. Draws are used rather than exact quantiles, which take a hundred times as long; they depend on the
 * seed alone, so the same evidence gives the same picture.
 */
export function responseBand(posterior: CurvePosterior, seed: string, spendMaxMicros: number): BandPoint[] {
  const mean = meanCurve(posterior);
  const { components, ceilingsMicros } = drawCurves(posterior, DRAWS, randomFrom(seed));
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const spendMicros = spendMaxMicros * (step / STEPS) ** 1.5;
    const units = unitReturns(posterior, spendMicros);
    const sorted = ceilingsMicros.map((ceiling, draw) => ceiling * (units[components[draw] ?? 0] ?? 0)).sort();
    return {
      spendMicros,
      returnMicros: returnAt(mean, spendMicros),
      lowMicros: sorted[Math.floor(0.05 * (DRAWS - 1))] ?? 0,
      highMicros: sorted[Math.ceil(0.95 * (DRAWS - 1))] ?? 0,
    };
  });
}
