import type { CurveComponent } from '../../core/curve-posterior.ts';
import type { FitDays } from './fit-days.ts';
import type { WeightedShape } from './thin-shapes.ts';

export interface LevelSettings {
  /** One over the dispersion of counts. */
  readonly weight: number;
  /** Days after which an outcome counts 1/e. */
  readonly memory: number;
  /** Outcomes that the long-run level is worth. */
  readonly pull: number;
  /** Outcomes a day, in units, that its platform's return per spend makes of the reference spend; above 0. */
  readonly usualOutcomes: number;
}

/**
 * Today's level of each shape: Gamma(p + Σ d w y, p / long-run level + Σ d w e) with d = exp(−age / memory) and the pull p. The long-run
 * level is the channel's own over all its days, joined by one outcome at its platform's return per spend, so a channel
 * with two conversions is believed to be nearly like its neighbours and one with none is not believed to be worthless.
 */
export function levelNow(days: FitDays, shapes: readonly WeightedShape[], settings: LevelSettings): CurveComponent[] {
  const { weight, memory, pull, usualOutcomes } = settings;
  const { age, u, y, exposure } = days;
  const kept = [...age.keys()].filter((day) => (exposure[day] ?? 0) > 0);
  const fades = Float64Array.from(kept, (day) => Math.exp(-(age[day] ?? 0) / memory));
  let recentOutcomes = 0;
  let outcomes = 0;
  for (const [index, day] of kept.entries()) {
    const seen = weight * (y[day] ?? 0);
    outcomes += seen;
    recentOutcomes += (fades[index] ?? 0) * seen;
  }
  const pullNow = Math.min(pull, 1 + outcomes);
  return shapes.map(({ halfSaturation, slope, weight: share }) => {
    const half = halfSaturation ** slope;
    let ever = 0;
    let recent = 0;
    for (const [index, day] of kept.entries()) {
      const raised = slope === 1 ? (u[day] ?? 0) : (u[day] ?? 0) ** slope;
      const due = (weight * (exposure[day] ?? 0) * raised) / (raised + half);
      ever += due;
      recent += (fades[index] ?? 0) * due;
    }
    const usualRate = 1 / ((1 + half) * usualOutcomes);
    const longRun = (1 + outcomes) / (ever + usualRate);
    return {
      weight: share,
      halfSaturation,
      slope,
      levelShape: pullNow + recentOutcomes,
      levelRate: pullNow / longRun + recent,
    };
  });
}
