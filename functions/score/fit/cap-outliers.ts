import type { FitDays } from './fit-days.ts';
import { BLOCK_DAYS } from './shape-evidence.ts';
import { SLOPES } from './shape-grid.ts';

const DAYS_NEEDED = 8;
const BLOCK_DAYS_NEEDED = 5;
/** Shares of days, those of the highest return per spend, that do not vote on what is usual. */
const LEFT_OUT_OF_BLOCK = 0.15;
const LEFT_OUT_IN_ALL = 0.05;
/** Overdispersion and relative spread a usual day may have; 4 deviations and 4 units on top are let through. */
const USUAL_DISPERSION = 1.3;
const USUAL_SPREAD = 0.4;
const DEVIATIONS = 4;
const UNITS = 4;

/**
 * Outcomes cut at what a day could plausibly have brought, so that one order typed with three zeros too many moves a
 * level by a few days' worth at usual spend. The usual rate is the trimmed mean of the day's 14-day block or of all days,
 * whichever is higher, so a rise that lasts is let through. Spend above usual may bring what the steepest S-shape makes of
 * it, for a starved line that is raised does just that: cut there, its curve would look flat for as long as it is raised.
 * Worked number: of a line that brings 100 a day, a day at its usual spend is cut at 270, one at twice that spend at 1,951:
 * 100 × 2^2.9 = 746, and what that may scatter by. So a wild order on such a day weighs as much as 20 usual days: from one
 * day a cut cannot tell a steep curve from a slip.
 */
export function capOutliers(days: FitDays): FitDays {
  const { age, u, y, exposure } = days;
  if (y.length < DAYS_NEEDED) return days;
  if (nothingStandsOut(days)) return days;
  const rated: RatedDay[] = [];
  for (let day = 0; day < y.length; day += 1) {
    const weight = weightOf(u[day] ?? 0, exposure[day] ?? 0);
    const block = Math.floor((age[day] ?? 0) / BLOCK_DAYS);
    if (weight > 0) rated.push({ day, block, weight, outcomes: y[day] ?? 0, rate: (y[day] ?? 0) / weight });
  }
  const ascending = rated.toSorted((a, b) => a.rate - b.rate);
  const overall = trimmedRate(ascending, LEFT_OUT_IN_ALL);
  const capped = y.slice();
  for (const members of Map.groupBy(ascending, ({ block }) => block).values()) {
    const own = members.length < BLOCK_DAYS_NEEDED ? 0 : trimmedRate(members, LEFT_OUT_OF_BLOCK);
    for (const { day, weight, outcomes } of members) {
      capped[day] = Math.min(outcomes, highestPlausible(weight * steepness(u[day] ?? 0) * Math.max(overall, own)));
    }
  }
  return { ...days, y: capped };
}

/**
 * Whether no day can be cut, seen without sorting: the trimmed rate is at least that of all days less the highest 5 %, each
 * taken as high as the highest. Nearly all channels end here.
 */
function nothingStandsOut({ u, y, exposure }: FitDays): boolean {
  let outcomes = 0;
  let weights = 0;
  let count = 0;
  let mostOutcomes = 0;
  for (let day = 0; day < y.length; day += 1) {
    const weight = weightOf(u[day] ?? 0, exposure[day] ?? 0);
    if (weight <= 0) continue;
    outcomes += y[day] ?? 0;
    weights += weight;
    count += 1;
    mostOutcomes = Math.max(mostOutcomes, y[day] ?? 0);
  }
  const leftOut = Math.ceil(LEFT_OUT_IN_ALL * count);
  const least = Math.max(0, outcomes - leftOut * mostOutcomes) / weights;
  for (let day = 0; day < y.length; day += 1) {
    const weight = weightOf(u[day] ?? 0, exposure[day] ?? 0);
    if (weight <= 0 || (y[day] ?? 0) <= highestPlausible(weight * least)) continue;
    if ((y[day] ?? 0) > highestPlausible(weight * steepness(u[day] ?? 0) * least)) return false;
  }
  return true;
}

function weightOf(u: number, exposure: number): number {
  return (exposure * u) / (1 + u);
}

const STEEPEST = Math.max(...SLOPES);

/** What the steepest curve, far below its half-saturation, makes of spend above usual, over what the weight makes of it. */
function steepness(u: number): number {
  return u <= 1 ? 1 : u ** STEEPEST / 2 / (u / (1 + u));
}

interface RatedDay {
  readonly day: number;
  readonly block: number;
  readonly weight: number;
  readonly outcomes: number;
  readonly rate: number;
}

function highestPlausible(usual: number): number {
  return usual + DEVIATIONS * Math.sqrt(USUAL_DISPERSION * usual + (USUAL_SPREAD * usual) ** 2) + UNITS;
}

/** Outcomes per weight of the days, ascending by rate, but the highest. */
function trimmedRate(ascending: readonly RatedDay[], leftOut: number): number {
  const kept = ascending.length - Math.ceil(leftOut * ascending.length);
  let outcomes = 0;
  let weights = 0;
  for (const day of ascending.slice(0, kept)) {
    outcomes += day.outcomes;
    weights += day.weight;
  }
  return weights > 0 ? outcomes / weights : 0;
}
