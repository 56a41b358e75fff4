import { BLOCK_DAYS } from './shape-evidence.ts';
import type { FitDays } from './fit-days.ts';

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
 * level by a few days' worth at most. The usual rate is the trimmed mean of the day's 14-day block or of all days,
 * whichever is higher, so a rise that lasts is let through.
 */
export function capOutliers(days: FitDays): FitDays {
  if (days.y.length < DAYS_NEEDED) return days;
  const weight = days.u.map((u, index) => ((days.exposure[index] ?? 0) * u) / (1 + u));
  const all = [...days.y.keys()].filter((index) => (weight[index] ?? 0) > 0);
  const overall = trimmedRate(days.y, weight, all, LEFT_OUT_IN_ALL);
  const blockRates = new Map(
    [...Map.groupBy(all, (index) => blockOf(days, index))].map(([block, members]) => [
      block,
      members.length < BLOCK_DAYS_NEEDED ? 0 : trimmedRate(days.y, weight, members, LEFT_OUT_OF_BLOCK),
    ]),
  );
  const y = days.y.map((outcomes, index) => {
    const usual = (weight[index] ?? 0) * Math.max(overall, blockRates.get(blockOf(days, index)) ?? 0);
    return Math.min(
      outcomes,
      usual + DEVIATIONS * Math.sqrt(USUAL_DISPERSION * usual + (USUAL_SPREAD * usual) ** 2) + UNITS,
    );
  });
  return { ...days, y };
}

function blockOf({ age }: FitDays, index: number): number {
  return Math.floor((age[index] ?? 0) / BLOCK_DAYS);
}

/** Outcomes per weight over the members but the highest. */
function trimmedRate(y: Float64Array, weight: Float64Array, members: readonly number[], leftOut: number): number {
  const rate = (index: number) => (y[index] ?? 0) / (weight[index] ?? 1);
  const kept = members
    .toSorted((a, b) => rate(a) - rate(b))
    .slice(0, members.length - Math.ceil(leftOut * members.length));
  let outcomes = 0;
  let weights = 0;
  for (const index of kept) {
    outcomes += y[index] ?? 0;
    weights += weight[index] ?? 0;
  }
  return weights > 0 ? outcomes / weights : 0;
}
