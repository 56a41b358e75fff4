import { normal, streamOf } from './random.ts';
import { TEST_DAYS, type Scenario } from './scenarios.ts';
import { shapeAt, shapeSlopeAt, type Shape } from './true-curve.ts';

export interface TrueLine {
  readonly platform: number;
  readonly startSpend: number;
  /** Return a unit of spend at the starting spend, at level 1. */
  readonly roas: number;
  readonly shape: Shape;
  readonly adstock: number;
}

/** One seed's account: what is true of it, whatever a policy does. Days count from the first of history. */
export interface Account {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly lines: readonly TrueLine[];
  readonly budget: number;
  readonly days: number;
  /** By day: weekday and demand together. */
  readonly dayFactor: Float64Array;
  readonly demand: Float64Array;
  /** At [day · lines + line]. */
  readonly level: Float64Array;
}

const WEEKDAYS = [1.06, 1.02, 0.99, 0.98, 1, 0.93, 1.02];

/** Names of the streams: each quantity has its own, so that scenarios share what they do not change. */
const STREAM = { centre: 1, spend: 2, kappa: 3, roas: 4, slope: 5, adstock: 6, demand: 7, level: 8 };

export function accountOf(scenario: Scenario, seed: number): Account {
  const centres = Array.from({ length: scenario.platforms }, (_, platform) => {
    return 0.4 * normal(streamOf(seed, STREAM.centre, platform));
  });
  const lines = Array.from({ length: scenario.lines }, (_, line) => trueLine(scenario, seed, line, centres));
  const days = scenario.historyDays + TEST_DAYS;
  const demand = demandOf(scenario, seed, days);
  return {
    scenario,
    seed,
    lines,
    budget: lines.reduce((sum, { startSpend }) => sum + Math.round(100 * startSpend), 0) / 100,
    days,
    demand,
    dayFactor: demand.map((value, day) => value * weekdayAt(day)),
    level: levelsOf(scenario, seed, days),
  };
}

export function weekdayAt(day: number): number {
  return WEEKDAYS[day % 7] ?? 1;
}

function trueLine(scenario: Scenario, seed: number, line: number, centres: readonly number[]): TrueLine {
  const draw = (name: number) => streamOf(seed, name, line);
  const platform = line % scenario.platforms;
  const kappa = Math.exp((centres[platform] ?? 0) + normal(draw(STREAM.kappa)));
  const [low, high] = scenario.adstock;
  const spend = scenario.spendMedian * Math.exp(scenario.spendSpread * normal(draw(STREAM.spend)));
  return {
    platform,
    startSpend: Math.max(1, Math.round(100 * spend) / 100),
    roas: 2.5 * Math.exp(0.6 * normal(draw(STREAM.roas))),
    shape: shapeOf(scenario, kappa, draw(STREAM.slope)),
    adstock: low + (high - low) * draw(STREAM.adstock)(),
  };
}

function shapeOf({ shape }: Scenario, kappa: number, random: () => number): Shape {
  switch (shape) {
    case 'hill':
      return { kind: 'hill', kappa, slope: 1 };
    case 'sShaped':
      return { kind: 'hill', kappa, slope: 1 + 2 * random() };
    case 'power':
      return { kind: 'power', exponent: Math.min(0.95, Math.max(0.1, 0.6 + 0.15 * normal(random))) };
    case 'exponential':
    case 'logarithmic':
      return { kind: shape, kappa };
  }
}

/** Autoregressive in its logarithm, coefficient 0.8. */
function demandOf({ demandSpread }: Scenario, seed: number, days: number): Float64Array {
  const random = streamOf(seed, STREAM.demand);
  const demand = new Float64Array(days);
  let log = demandSpread * normal(random);
  for (let day = 0; day < days; day += 1) {
    demand[day] = Math.exp(log);
    log = 0.8 * log + 0.6 * demandSpread * normal(random);
  }
  return demand;
}

function levelsOf({ lines, levelStep, levelJump }: Scenario, seed: number, days: number): Float64Array {
  const level = new Float64Array(days * lines).fill(1);
  if (levelStep === 0 && levelJump === 0) return level;
  for (let line = 0; line < lines; line += 1) {
    const random = streamOf(seed, STREAM.level, line);
    let log = 0;
    for (let day = 0; day < days; day += 1) {
      level[day * lines + line] = Math.exp(log);
      log += levelStep * normal(random);
      const jump = levelJump * normal(random);
      if (random() < 1 / 90) log += jump;
    }
  }
  return level;
}

/** Expected return of a line at a steady spend on a day of weekday and demand 1. */
export function trueReturn({ lines, level }: Account, line: number, day: number, spend: number): number {
  const own = lines[line];
  if (own === undefined) return 0;
  const scale = (own.roas * own.startSpend) / shapeAt(own.shape, 1);
  return (level[day * lines.length + line] ?? 1) * scale * shapeAt(own.shape, spend / own.startSpend);
}

/** Its slope: what the next unit of money returns. */
export function trueMarginal({ lines, level }: Account, line: number, day: number, spend: number): number {
  const own = lines[line];
  if (own === undefined) return 0;
  const scale = own.roas / shapeAt(own.shape, 1);
  return (level[day * lines.length + line] ?? 1) * scale * shapeSlopeAt(own.shape, spend / own.startSpend);
}
