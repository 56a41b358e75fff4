import { addDays, type Day } from '../core/calendar.ts';
import type { SourceCoverage } from '../core/rollup.ts';

const ACTIVE_DAYS = 7;

/**
 * The day a score speaks of unless told: the last ended day that every source active in the 7 days before the newest
 * data has delivered. A source that has been silent for longer does not hold the others back. Undefined without data.
 * Worked example: Google delivered to the 10th, Meta to the 8th, TikTok last had a row three weeks ago: the 8th.
 */
export function defaultAsOf(coverage: readonly SourceCoverage[], lastEndedDay: Day): Day | undefined {
  if (coverage.length === 0) return undefined;
  return activeSources(coverage)
    .map(({ throughDay }) => throughDay)
    .reduce(earlier, lastEndedDay);
}

/**
 * A day asked for, or the newest that any source has delivered where that is earlier: days nobody has delivered yet would
 * count as days without spend, and today's budget by mean spend would shrink with each of them. Undefined without data.
 */
export function deliveredAsOf(coverage: readonly SourceCoverage[], asked: Day): Day | undefined {
  return coverage.length === 0 ? undefined : earlier(asked, newestDay(coverage));
}

/** Active sources that have not delivered the day yet. */
export function lateSources(coverage: readonly SourceCoverage[], day: Day): SourceCoverage[] {
  return activeSources(coverage).filter(({ throughDay }) => throughDay < day);
}

function activeSources(coverage: readonly SourceCoverage[]): SourceCoverage[] {
  const activeFrom = addDays(newestDay(coverage), -ACTIVE_DAYS);
  return coverage.filter(({ lastActiveDay }) => lastActiveDay >= activeFrom);
}

function newestDay(coverage: readonly SourceCoverage[]): Day {
  return coverage.map(({ throughDay }) => throughDay).reduce(later);
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}
