import type { CurveComponent } from '../../core/curve-posterior.ts';
import type { FitDays } from './fit-days.ts';
import type { WeightedShape } from './thin-shapes.ts';

export interface LevelSettings {
  /** One over the dispersion of counts. */
  readonly weight: number;
  /** Days after which an outcome counts 1/e. */
  readonly memory: number;
  /** Outcomes a day, in units, that its platform's return per spend makes of the reference spend; above 0. */
  readonly usualOutcomes: number;
}

/**
 * Today's level of each shape: Gamma(1 + Σ d w y, 1 / long-run level + Σ d w e) with d = exp(−age / memory). The long-run
 * level is the channel's own over all its days, joined by one outcome at its platform's return per spend, so a channel
 * with two conversions is believed to be nearly like its neighbours and one with none is not believed to be worthless.
 */
export function levelNow(days: FitDays, shapes: readonly WeightedShape[], settings: LevelSettings): CurveComponent[] {
  const { weight, memory, usualOutcomes } = settings;
  const { age, u, y, exposure } = days;
  const halfSaturations = Float64Array.from(shapes, ({ halfSaturation }) => halfSaturation);
  const recent = new Float64Array(shapes.length);
  const ever = new Float64Array(shapes.length);
  let recentOutcomes = 0;
  let outcomes = 0;
  for (let day = 0; day < age.length; day += 1) {
    const share = weight * (exposure[day] ?? 0);
    if (share <= 0) continue;
    const fade = Math.exp(-(age[day] ?? 0) / memory);
    const seen = weight * (y[day] ?? 0);
    const spend = u[day] ?? 0;
    outcomes += seen;
    recentOutcomes += fade * seen;
    for (let k = 0; k < shapes.length; k += 1) {
      const due = (share * spend) / (spend + (halfSaturations[k] ?? 1));
      ever[k] = (ever[k] ?? 0) + due;
      recent[k] = (recent[k] ?? 0) + fade * due;
    }
  }
  return shapes.map(({ halfSaturation, weight: share }, k) => {
    const usualRate = 1 / ((1 + halfSaturation) * usualOutcomes);
    const longRun = (1 + outcomes) / ((ever[k] ?? 0) + usualRate);
    return {
      weight: share,
      halfSaturation,
      slope: 1,
      levelShape: 1 + recentOutcomes,
      levelRate: 1 / longRun + (recent[k] ?? 0),
    };
  });
}
