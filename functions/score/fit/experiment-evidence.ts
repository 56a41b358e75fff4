import type { CurveComponent } from '../../core/curve-posterior.ts';
import { lnGamma } from '../../core/numeric/ln-gamma.ts';
import type { ChannelDays, FitDays } from './fit-days.ts';

/** A lift test as the fit takes it. */
export interface AgedLiftTest {
  /** Days from its first and its last day to `asOf`, at least 0. */
  readonly firstAge: number;
  readonly lastAge: number;
  /** Revenue per unit of spend, and its standard error. */
  readonly roas: number;
  readonly standardError: number;
}

/**
 * What platforms report may be off from what spend truly earns by so much of itself, one standard deviation: about a
 * factor of two. Gordon, Zettelmeyer, Bhargava and Chapsky (Marketing Science 38, 2019) found a factor of three in half
 * of 15 experiments.
 */
const REPORTING_DOUBT = 0.7;

/** How the belief is integrated: over so many of its standard deviations each way, in so many steps. */
const REACH = 10;
const STEPS = 80;

interface TestedSpend {
  readonly test: AgedLiftTest;
  /** Of the days of the test, those with spend, in multiples of the reference. */
  readonly spends: readonly number[];
  /** One over the variance of the test, less what has been forgotten since. */
  readonly precision: number;
}

/**
 * The curve's components after a channel's lift tests. What a test found is normal around the revenue per spend that a
 * component's curve has over the days of the test, given its level, but for what reports may be off: that makes components
 * likelier that agree, and moves their levels, to the test where it is precise and not at all where it is vague. A test
 * fades as outcomes do, by its last day. One without a day of spend says nothing.
 *
 * Worked number: where reports say a ROAS of 5, known to 10 %, a test of 2 ± 0.3 leaves 2.05.
 */
export function withExperimentEvidence(
  components: readonly CurveComponent[],
  channel: ChannelDays | undefined,
  { referenceMicros, unitMicros }: FitDays,
  memory: number,
): readonly CurveComponent[] {
  const tested = (channel?.liftTests ?? []).flatMap((test) => testedSpend(channel, test, referenceMicros, memory));
  if (tested.length === 0) return components;
  const revised = components.map((component) => revisedBy(component, tested, unitMicros / referenceMicros));
  const highest = Math.max(...revised.map(({ log }) => log));
  const weights = revised.map(({ log }) => Math.exp(log - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return revised.map(({ component }, index) => ({ ...component, weight: (weights[index] ?? 0) / total }));
}

function testedSpend(
  channel: ChannelDays | undefined,
  test: AgedLiftTest,
  referenceMicros: number,
  memory: number,
): TestedSpend[] {
  const spends: number[] = [];
  for (const [day, age] of channel?.age.entries() ?? []) {
    const spendMicros = channel?.spendMicros[day] ?? 0;
    if (age <= test.firstAge && age >= test.lastAge && spendMicros > 0) spends.push(spendMicros / referenceMicros);
  }
  if (spends.length === 0) return [];
  return [{ test, spends, precision: Math.exp(-test.lastAge / memory) / test.standardError ** 2 }];
}

/** `unit` is the revenue of one outcome per reference spend; `log` is the weight's logarithm, up to a constant. */
function revisedBy(
  component: CurveComponent,
  tested: readonly TestedSpend[],
  unit: number,
): { component: CurveComponent; log: number } {
  // All tests together are one normal density of the level, times what they say of one another.
  let precision = 0;
  let weighted = 0;
  let square = 0;
  for (const { test, spends, precision: own } of tested) {
    const perLevel = unit * unitRoas(component, spends);
    precision += own * perLevel ** 2;
    weighted += own * perLevel * test.roas;
    square += own * test.roas ** 2;
  }
  const mean = weighted / precision;
  const discord = square - weighted * mean;
  const level = levelGiven(component, mean, precision);
  return {
    component: { ...component, levelShape: level.shape, levelRate: level.rate },
    log: Math.log(component.weight) + level.log - 0.5 * discord,
  };
}

/** Outcomes at level 1 per reference spend, over the days of a test. */
function unitRoas({ halfSaturation, slope }: CurveComponent, spends: readonly number[]): number {
  let outcomes = 0;
  let spent = 0;
  for (const spend of spends) {
    const ratio = (spend / halfSaturation) ** slope;
    outcomes += ratio === Infinity ? 1 : ratio / (1 + ratio);
    spent += spend;
  }
  return outcomes / spent;
}

/**
 * A level after a normal observation of what it truly is, and the log likelihood of the observation. The belief before is
 * a Gamma with the level's mean, as wide as level and reports leave it; the mean after is integrated by the trapezoidal
 * rule in the logarithm, where the product has one peak. What the observation leaves open widens the level as far as
 * it has decided anything, so that one that says nothing changes nothing.
 */
function levelGiven(
  { levelShape, levelRate }: CurveComponent,
  mean: number,
  precision: number,
): { shape: number; rate: number; log: number } {
  const wide = 1 / levelShape + REPORTING_DOUBT ** 2;
  const shape = 1 / wide;
  const rate = (shape * levelRate) / levelShape;
  const linear = rate - precision * mean;
  const root = Math.sqrt(linear ** 2 + 4 * precision * shape);
  // The positive root of precision · β² + linear · β = shape, without taking near equals from one another.
  const peak = linear > 0 ? (2 * shape) / (linear + root) : (root - linear) / (2 * precision);
  const deviation = 1 / Math.sqrt(shape + precision * peak ** 2);
  const logAt = (log: number, level: number) => shape * log - rate * level - 0.5 * precision * (level - mean) ** 2;
  const highest = logAt(Math.log(peak), peak);
  const step = (2 * REACH * deviation) / STEPS;
  let total = 0;
  let first = 0;
  let second = 0;
  for (let index = 0; index <= STEPS; index += 1) {
    const offset = (index - STEPS / 2) * step;
    const multiple = Math.exp(offset);
    const density = Math.exp(logAt(Math.log(peak) + offset, peak * multiple) - highest);
    total += density;
    first += density * multiple;
    second += density * multiple ** 2;
  }
  const centre = first / total;
  const open = Math.max(0, second / total / centre ** 2 - 1);
  const decided = Math.max(0, 1 - open / wide);
  const shapeAfter = 1 / (1 / levelShape + decided * open);
  return {
    shape: shapeAfter,
    rate: shapeAfter / (centre * peak),
    log: shape * Math.log(rate) - lnGamma(shape) + highest + Math.log(step * total),
  };
}
