import type { CurvePosterior } from '../../core/curve-posterior.ts';
import { capOutliers } from './cap-outliers.ts';
import { dispersions } from './dispersion.ts';
import { fitDays, type ChannelDays, type FitDays } from './fit-days.ts';
import { chooseMemory, type LevelEvidence } from './level-memory.ts';
import { levelNow } from './level-now.ts';
import { withoutOutages } from './outages.ts';
import { outcomeUnit } from './outcome-unit.ts';
import { logLikelihoodUnpooled, pooledShapes } from './platform-prior.ts';
import { scatterOf, shapeEvidence, shapeSums, type ShapeSums } from './shape-evidence.ts';
import { thinShapes, type WeightedShape } from './thin-shapes.ts';
import { usualReturn } from './usual-return.ts';
import { weekdayEffect, withWeekdayEffect } from './weekday-effect.ts';

/** Gamma shapes of block levels to choose from: a large one is steady, a small one drifts. */
const STEADINESS = [1, 4, 12, 40, 200] as const;
/** The channels with most outcomes choose the memory of all: more would not change the choice, but take time. */
const MEMORY_CHANNELS = 200;

export interface FitGoal {
  readonly conversionsAreTheGoal: boolean;
  /** What one unit of outcome is worth: the margin for profit, else 1. */
  readonly worth: number;
}

export interface FittedChannel {
  /** Null where the whole account never had a return. */
  readonly posterior: CurvePosterior | null;
  /** Variance over mean of a day's outcomes, in units, around the curve. */
  readonly dispersion: number;
  readonly unitMicros: number;
}

interface Prepared {
  readonly days: FitDays;
  readonly sums: ShapeSums;
  /** One over the dispersion. */
  readonly weight: number;
}

interface Shaped extends Prepared {
  readonly shapes: readonly WeightedShape[];
}

/**
 * Response curves of an account's channels, in the order given, each with at least one day with spend: a grid posterior
 * over half-saturation (Hill, slope 1) with Gamma–Poisson levels and shapes pooled per platform. How steady levels are
 * and how fast they are forgotten is chosen once per account, by pooled evidence. It iterates to no optimum, so no fit
 * can fail. Measured: 0.24 ms a channel of 120 days; on simulated accounts of 5 to 400 channels, 90 % intervals of
 * marginal ROAS held the truth in 86 to 90 % of cases.
 */
export function fitCurves(
  channels: readonly ChannelDays[],
  { conversionsAreTheGoal, worth }: FitGoal,
): FittedChannel[] {
  const shaped = withShapes(prepare(channels, conversionsAreTheGoal));
  const usual = usualReturn(shaped.map(({ days }) => days));
  const { memory, inflation } = chooseMemory(mostOutcomes(shaped).map(levelEvidence));
  return shaped.map(({ days, shapes, weight: unscaled }) => {
    const weight = unscaled / inflation;
    const usualOutcomes = ((usual.get(days.platform) ?? 0) * days.referenceMicros) / days.unitMicros;
    const posterior =
      usualOutcomes > 0
        ? {
            referenceMicros: days.referenceMicros,
            valueMicros: days.unitMicros * worth,
            components: levelNow(days, shapes, { weight, memory, usualOutcomes }),
          }
        : null;
    return { posterior, dispersion: 1 / weight, unitMicros: days.unitMicros };
  });
}

function prepare(channels: readonly ChannelDays[], conversionsAreTheGoal: boolean): Prepared[] {
  const started = channels.map((days) => fitDays(days, outcomeUnit(days, conversionsAreTheGoal)));
  const capped = withoutOutages(started).map(capOutliers);
  const weekday = weekdayEffect(capped);
  const summed = capped.map((own) => {
    const days = withWeekdayEffect(own, weekday);
    return { days, sums: shapeSums(days) };
  });
  const spread = dispersions(
    summed.map(({ days, sums }) => ({ scatter: scatterOf(sums), outcomesADay: sumOf(days.y) / days.y.length })),
  );
  return summed.map(({ days, sums }, index) => ({ days, sums, weight: 1 / (spread[index] ?? 1) }));
}

function withShapes(channels: readonly Prepared[]): Shaped[] {
  const evidence = mostLikelyEvidence(channels);
  const byPlatform = Map.groupBy(channels.keys(), (index) => channels[index]?.days.platform);
  const shapes = new Map<number, WeightedShape[]>();
  for (const indices of byPlatform.values()) {
    const pooled = pooledShapes(indices.flatMap((index) => evidence[index] ?? []));
    for (const [place, index] of indices.entries()) shapes.set(index, thinShapes(pooled[place] ?? new Float64Array()));
  }
  return channels.map(({ days, sums, weight }, index) => ({ days, sums, weight, shapes: shapes.get(index) ?? [] }));
}

/** The evidence under the steadiness of levels that makes all channels' outcomes together likeliest. */
function mostLikelyEvidence(channels: readonly Prepared[]): Float64Array[] {
  let best = { log: -Infinity, evidence: [] as Float64Array[] };
  for (const steadiness of STEADINESS) {
    const evidence = channels.map(({ sums, weight }) => shapeEvidence(sums, weight, steadiness));
    const log = evidence.reduce((sum, own) => sum + logLikelihoodUnpooled(own), 0);
    if (log > best.log) best = { log, evidence };
  }
  return best.evidence;
}

function mostOutcomes(channels: readonly Shaped[]): Shaped[] {
  return channels
    .map((channel) => ({ channel, outcomes: channel.weight * sumOf(channel.sums.outcomes) }))
    .sort((a, b) => b.outcomes - a.outcomes)
    .slice(0, MEMORY_CHANNELS)
    .filter(({ outcomes }) => outcomes > 0)
    .map(({ channel }) => channel);
}

/** The channel through its likeliest shape. */
function levelEvidence({ days, sums, weight, shapes }: Shaped): LevelEvidence {
  const { halfSaturation } = shapes.reduce((a, b) => (b.weight > a.weight ? b : a), { halfSaturation: 1, weight: 0 });
  const due = days.u.reduce((sum, u, day) => sum + ((days.exposure[day] ?? 0) * u) / (u + halfSaturation), 0);
  return { days, halfSaturation, weight, priorLevel: sumOf(sums.outcomes) / due };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
