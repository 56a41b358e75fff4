import type { CurvePosterior } from '../../core/curve-posterior.ts';
import { logSumExp } from '../../core/numeric/log-sum-exp.ts';
import { capOutliers } from './cap-outliers.ts';
import { CARRYOVERS, withCarryover } from './carryover.ts';
import { sharedDemand, withDemand, type Demand } from './demand.ts';
import { dispersions } from './dispersion.ts';
import { withExperimentEvidence } from './experiment-evidence.ts';
import { driftingEvidence } from './drifting-evidence.ts';
import { fitDays, type ChannelDays, type FitDays } from './fit-days.ts';
import { chooseMemory, type ChosenMemory, type LevelEvidence } from './level-memory.ts';
import { levelNow } from './level-now.ts';
import { withoutOutages } from './outages.ts';
import { outcomeUnit } from './outcome-unit.ts';
import { logLikelihoodUnpooled, pooledShapes } from './platform-prior.ts';
import { BLOCK_DAYS, scatterOf, shapeEvidence, shapeSums, type ShapeSums } from './shape-evidence.ts';
import { HALF_SATURATIONS, PROBED_SLOPES, SLOPES } from './shape-grid.ts';
import { mixtureLog, mixtureShares } from './mixture-shares.ts';
import { slopeShares } from './slope-shares.ts';
import { spendTogether } from './spend-together.ts';
import { thinShapes, type WeightedShape } from './thin-shapes.ts';
import { usualReturn } from './usual-return.ts';
import { weekdayEffect, withWeekdayEffect } from './weekday-effect.ts';

/** Gamma shapes of block levels to choose from: a large one is steady, a small one drifts. */
const STEADINESS = [1, 4, 12, 40, 200] as const;
/** The channels with most outcomes choose for all: more would not change a choice, but take time. */
const PANEL_CHANNELS = 64;
/** Demand is a mean over channels: of many small ones each adds. */
const DEMAND_CHANNELS = 100;
/** Steadiness that fewer channels have is left out: it takes time and hardly changes beliefs. */
const NEGLIGIBLE_SHARE = 0.02;
/** An account whose levels are best predicted by a shorter memory has levels that drift within a block. */
const DRIFTING_DAYS = 30;
/** Nats by which the account's outcomes must be likelier with a carryover somewhere than without any. */
const CARRYOVER_NATS = 3;

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

/** What is chosen once for the account, by the outcomes of its largest channels together. */
interface Choices {
  readonly demand: Demand;
  /** Per platform; 0 where none is listed. */
  readonly carryovers: ReadonlyMap<string, number>;
  /** How common each of `STEADINESS` is. */
  readonly steadiness: readonly number[];
  /** How common each slope is; `[1]` where all channels saturate from the first unit on. */
  readonly slopes: readonly number[];
}

interface Summed {
  readonly days: FitDays;
  /** With slope 1. */
  readonly sums: ShapeSums;
}

interface Weighed extends Summed {
  /** One over the dispersion. */
  readonly weight: number;
}

interface Shaped extends Weighed {
  readonly shapes: readonly WeightedShape[];
}

/**
 * Response curves of an account's channels, in the order given, each with at least one day with spend: a grid posterior
 * over half-saturation (Hill) with Gamma–Poisson levels and shapes pooled per platform. What the channels share (weekdays,
 * demand, carryover of spend, how steady levels are and how fast they are forgotten, whether curves are S-shaped) is
 * chosen once per account, by pooled evidence. It iterates to no optimum, so no fit can fail. Measured: 0.15 ms a channel
 * of 120 days with 2,000 channels, 0.6 with 40 (`npm run bench -- estimator`), of which the shapes' grids are most; on simulated
 * accounts 90 % intervals of marginal ROAS held the truth in 84 to 97 % of cases.
 */
export function fitCurves(
  channels: readonly ChannelDays[],
  { conversionsAreTheGoal, worth }: FitGoal,
): FittedChannel[] {
  const prepared = prepare(channels, conversionsAreTheGoal);
  const choices = choose(panelOf(prepared));
  const weighed = weigh(prepared.map((days) => summed(adjusted(days, choices))));
  const usual = usualReturn(weighed.map(({ days }) => days));
  const { shaped, memory, pull, inflation } = withLevels(weighed, choices);
  return shaped.map(({ days, shapes, weight: unscaled }, index) => {
    const weight = unscaled / inflation;
    const usualOutcomes = ((usual.get(days.platform) ?? 0) * days.referenceMicros) / days.unitMicros;
    const posterior =
      usualOutcomes > 0
        ? {
            referenceMicros: days.referenceMicros,
            valueMicros: days.unitMicros * worth,
            components: withExperimentEvidence(
              levelNow(days, shapes, { weight, memory, pull, usualOutcomes }),
              channels[index],
              days,
              memory,
            ),
          }
        : null;
    return { posterior, dispersion: 1 / weight, unitMicros: days.unitMicros };
  });
}

/**
 * Shapes, and how levels are followed through them. Where the account forgets its levels within `DRIFTING_DAYS`, shapes are
 * weighed anew by evidence that lets levels drift from day to day, and the memory is chosen once more through them.
 */
function withLevels(
  weighed: readonly Weighed[],
  { steadiness, slopes }: Pick<Choices, 'steadiness' | 'slopes'>,
): ChosenMemory & { readonly shaped: readonly Shaped[] } {
  const steady = withShapes(weighed, slopes, (sums, { weight }) => mixedEvidence(sums, weight, steadiness));
  const remembered = chooseMemory(mostOutcomes(steady).map(levelEvidence));
  if (remembered.memory > DRIFTING_DAYS) return { ...remembered, shaped: steady };
  const { memory, pull } = remembered;
  const drifting = withShapes(weighed, slopes, (sums, { days, weight }) =>
    driftingEvidence(days, sums, { weight, memory, pull }),
  );
  return { ...chooseMemory(mostOutcomes(drifting).map(levelEvidence)), shaped: drifting };
}

/** Days free of units, tracking gaps, wild outliers and weekdays. */
function prepare(channels: readonly ChannelDays[], conversionsAreTheGoal: boolean): FitDays[] {
  const started = channels.map((days) => fitDays(days, outcomeUnit(days, conversionsAreTheGoal)));
  const capped = withoutOutages(started).map(capOutliers);
  const weekday = weekdayEffect(capped);
  return capped.map((days) => withWeekdayEffect(days, weekday));
}

function adjusted(days: FitDays, { demand, carryovers }: Pick<Choices, 'demand' | 'carryovers'>): FitDays {
  return withCarryover(withDemand(days, demand), carryovers.get(days.platform) ?? 0);
}

function summed(days: FitDays): Summed {
  return { days, sums: shapeSums(days) };
}

function weigh(channels: readonly Summed[]): Weighed[] {
  const spread = dispersions(
    channels.map(({ days, sums }) => ({
      scatter: scatterOf(days, sums),
      outcomesADay: sumOf(days.y) / days.y.length,
    })),
  );
  return channels.map(({ days, sums }, index) => ({ days, sums, weight: 1 / (spread[index] ?? 1) }));
}

function panelOf(channels: readonly FitDays[]): FitDays[] {
  return channels
    .map((days) => ({ days, outcomes: sumOf(days.y) }))
    .sort((a, b) => b.outcomes - a.outcomes)
    .slice(0, DEMAND_CHANNELS)
    .map(({ days }) => days);
}

function choose(panel: readonly FitDays[]): Choices {
  const { demand, isSShaped } = demandOf(panel);
  const quiet = panel.slice(0, PANEL_CHANNELS).map((days) => summed(withDemand(days, demand)));
  const carryovers = chooseCarryovers(quiet);
  const weighed = weigh(
    quiet.map((own) => {
      const carryover = carryovers.get(own.days.platform) ?? 0;
      return carryover === 0 ? own : summed(withCarryover(own.days, carryover));
    }),
  );
  const { shares: steadiness } = steadinessShares(weighed);
  return { demand, carryovers, steadiness, slopes: isSShaped ? slopesOf(weighed, steadiness) : [1] };
}

/** How common each of `SLOPES` is; `[1]` where no S-shapes show. */
function slopesOf(weighed: readonly Weighed[], steadiness: readonly number[]): readonly number[] {
  const evidence = (own: Weighed, slope: number) =>
    logLikelihoodUnpooled(mixedEvidence(slope === 0 ? own.sums : shapeSums(own.days, slope), own.weight, steadiness));
  const probed = weighed.map((own) => PROBED_SLOPES.map((slope) => evidence(own, slope)));
  if (slopeShares(probed).length === 1) return [1];
  return slopeShares(weighed.map((own) => SLOPES.map((_, slope) => evidence(own, slope))));
}

/**
 * Two looks: at half-saturation 1 with levels free to differ between blocks, then through the curves this makes likely, with
 * one level each, so that slow demand shows too and what moved budgets earned is not taken for demand. Where curves are
 * S-shaped they are S-shaped here: else all that growth of spend brings would read as demand, and levels as falling.
 */
function demandOf(panel: readonly FitDays[]): { demand: Demand; isSShaped: boolean } {
  const first = sharedDemand(panel, { shapes: [], blockDays: BLOCK_DAYS });
  const weighed = weigh(panel.map((days) => summed(withDemand(days, first))));
  const { shares: steadiness } = steadinessShares(weighed);
  const slopes = slopesOf(weighed.slice(0, PANEL_CHANNELS), steadiness);
  const means = withShapes(weighed, slopes, (sums, { weight }) => mixedEvidence(sums, weight, steadiness)).map(
    ({ shapes }) => meanShape(shapes),
  );
  const outcomes = weighed.map(({ sums, weight }) => weight * sumOf(sums.outcomes));
  const mean =
    means.reduce((sum, { log }, index) => sum + log * (outcomes[index] ?? 0), 0) / sumOf(Float64Array.from(outcomes));
  const off = spendTogether(panel) * mean;
  const shapes = means.map(({ log, slope }) => ({ halfSaturation: Math.exp(log - off), slope }));
  return { demand: sharedDemand(panel, { shapes, blockDays: Infinity }), isSShaped: slopes.length > 1 };
}

/** The logarithm of half-saturation, and the slope, that the shapes come to on the mean. */
function meanShape(shapes: readonly WeightedShape[]): { log: number; slope: number } {
  const mean = { log: 0, slope: 0 };
  for (const { weight, halfSaturation, slope } of shapes) {
    mean.log += weight * Math.log(halfSaturation);
    mean.slope += weight * slope;
  }
  return mean;
}

/** Log likelihoods of a platform's outcomes under each of `CARRYOVERS`, less that without. */
function carryoverGains(channels: readonly Summed[]): number[] {
  const plain = weigh(channels);
  const { log: without } = steadinessShares(plain);
  return CARRYOVERS.map((carryover) => {
    if (carryover === 0) return 0;
    const carried = plain.map(({ days, weight }) => ({ ...summed(withCarryover(days, carryover)), weight }));
    return steadinessShares(carried).log - without;
  });
}

/** Each platform's likeliest, where the account's outcomes are likelier with some than with none anywhere. */
function chooseCarryovers(channels: readonly Summed[]): Map<string, number> {
  const gains = [...Map.groupBy(channels, ({ days }) => days.platform)].map(
    ([platform, own]) => [platform, carryoverGains(own)] as const,
  );
  const account = gains.reduce((sum, [, logs]) => sum + logSumExp(logs) - Math.log(CARRYOVERS.length), 0);
  if (account < CARRYOVER_NATS) return new Map();
  return new Map(gains.map(([platform, logs]) => [platform, CARRYOVERS[logs.indexOf(Math.max(...logs))] ?? 0]));
}

/** How common each of `STEADINESS` is among the channels, and the log likelihood of all their outcomes under that. */
function steadinessShares(channels: readonly Weighed[]): { shares: number[]; log: number } {
  const logs = channels.map(({ sums, weight }) =>
    STEADINESS.map((steadiness) => logLikelihoodUnpooled(shapeEvidence(sums, weight, steadiness))),
  );
  const prior = STEADINESS.map(() => 1 / STEADINESS.length);
  const shares = mixtureShares(logs, prior);
  return { shares, log: mixtureLog(logs, shares) };
}

/** Log evidence of each half-saturation where the channel's steadiness is one of `STEADINESS` with these shares. */
function mixedEvidence(sums: ShapeSums, weight: number, shares: readonly number[]): Float64Array {
  const kept = [...STEADINESS.entries()].filter(([index]) => (shares[index] ?? 0) > NEGLIGIBLE_SHARE);
  const parts = kept.map(([index, steadiness]) => {
    const log = Math.log(shares[index] ?? 1);
    return shapeEvidence(sums, weight, steadiness).map((evidence) => evidence + log);
  });
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return HALF_SATURATIONS.reduce((mixed, _, k) => {
    mixed[k] = logSumExp(parts.map((part) => part[k] ?? -Infinity));
    return mixed;
  }, new Float64Array(HALF_SATURATIONS.length));
}

/** `evidenceOf` is asked for each channel and slope. */
function withShapes(
  channels: readonly Weighed[],
  slopes: readonly number[],
  evidenceOf: (sums: ShapeSums, own: Weighed) => Float64Array,
): Shaped[] {
  const byPlatform = Map.groupBy(channels.keys(), (index) => channels[index]?.days.platform);
  const shapes = new Map<number, WeightedShape[]>();
  for (const indices of byPlatform.values()) {
    const evidence = indices.map((index) => {
      const own = channels[index];
      if (own === undefined) return [];
      return slopes.map((_, slope) => evidenceOf(slope === 0 ? own.sums : shapeSums(own.days, slope), own));
    });
    for (const [place, beliefs] of pooledShapes(evidence, slopes).entries()) {
      const index = indices[place];
      if (index !== undefined) shapes.set(index, thinShapes(beliefs));
    }
  }
  return channels.map((own, index) => ({ ...own, shapes: shapes.get(index) ?? [] }));
}

function mostOutcomes(channels: readonly Shaped[]): Shaped[] {
  return channels
    .map((channel) => ({ channel, outcomes: channel.weight * sumOf(channel.sums.outcomes) }))
    .sort((a, b) => b.outcomes - a.outcomes)
    .slice(0, PANEL_CHANNELS)
    .filter(({ outcomes }) => outcomes > 0)
    .map(({ channel }) => channel);
}

/** The channel through its likeliest shape. */
function levelEvidence({ days, sums, weight, shapes }: Shaped): LevelEvidence {
  const { halfSaturation, slope } = shapes.reduce((a, b) => (b.weight > a.weight ? b : a));
  const half = halfSaturation ** slope;
  const due = days.u.reduce((sum, u, day) => sum + ((days.exposure[day] ?? 0) * u ** slope) / (u ** slope + half), 0);
  return { days, halfSaturation, slope, weight, priorLevel: sumOf(sums.outcomes) / due };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
