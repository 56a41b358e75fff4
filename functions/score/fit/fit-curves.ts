import type { CurvePosterior } from '../../core/curve-posterior.ts';
import { logSumExp } from '../../core/numeric/log-sum-exp.ts';
import { capOutliers } from './cap-outliers.ts';
import { dispersions } from './dispersion.ts';
import { fitDays, type ChannelDays, type FitDays } from './fit-days.ts';
import { chooseMemory, type LevelEvidence } from './level-memory.ts';
import { levelNow } from './level-now.ts';
import { withoutOutages } from './outages.ts';
import { outcomeUnit } from './outcome-unit.ts';
import { pooledShapes, SHAPE_PRIOR } from './platform-prior.ts';
import { scatterOf, shapeEvidence, shapeSums, type ShapeSums } from './shape-evidence.ts';
import { HALF_SATURATIONS } from './shape-grid.ts';
import { usualReturn } from './usual-return.ts';
import { weekdayEffect, withWeekdayEffect } from './weekday-effect.ts';

/** Gamma shapes of block levels to choose from: a large one is steady, a small one drifts. */
const STEADINESS = [1, 4, 12, 40, 200] as const;
/** The channels with most outcomes choose the memory of all: more would not change the choice, but take time. */
const MEMORY_CHANNELS = 200;
const NO_EVIDENCE = new Float64Array(HALF_SATURATIONS.length);

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
  /** Posterior weights of the half-saturations. */
  readonly shapes: Float64Array;
}

/**
 * Response curves of an account's channels, in the order given, each with at least one day with spend: a grid posterior over
 * half-saturation (Hill, slope 1) with Gamma–Poisson levels and shapes pooled per platform. It iterates to no optimum,
 * so no fit can fail. How steady levels are and how fast they are forgotten is chosen once per account, by pooled evidence.
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
  const shapes = new Map<Prepared, Float64Array>();
  for (const own of Map.groupBy(channels, ({ days }) => days.platform).values()) {
    const pooled = pooledShapes(own.map((channel) => evidence.get(channel) ?? NO_EVIDENCE));
    for (const [index, channel] of own.entries()) shapes.set(channel, pooled[index] ?? SHAPE_PRIOR);
  }
  return channels.map((channel) => {
    const { days, sums, weight } = channel;
    return { days, sums, weight, shapes: shapes.get(channel) ?? SHAPE_PRIOR };
  });
}

/** The evidence under the steadiness of levels that makes all channels' outcomes together likeliest. */
function mostLikelyEvidence(channels: readonly Prepared[]): Map<Prepared, Float64Array> {
  let best = { log: -Infinity, evidence: new Map<Prepared, Float64Array>() };
  for (const steadiness of STEADINESS) {
    const evidence = new Map(
      channels.map((channel) => [channel, shapeEvidence(channel.sums, channel.weight, steadiness)]),
    );
    const log = [...evidence.values()].reduce((sum, own) => sum + logSumExp(own.map(beforePooling)), 0);
    if (log > best.log) best = { log, evidence };
  }
  return best.evidence;
}

function beforePooling(log: number, shape: number): number {
  return log + Math.log(SHAPE_PRIOR[shape] ?? 0);
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
  const likeliest = shapes.indexOf(shapes.reduce((a, b) => Math.max(a, b), 0));
  const expected = sums.expected.subarray(likeliest * sums.blocks, (likeliest + 1) * sums.blocks);
  return {
    days,
    halfSaturation: HALF_SATURATIONS[likeliest] ?? 1,
    weight,
    priorLevel: sumOf(sums.outcomes) / sumOf(expected),
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
