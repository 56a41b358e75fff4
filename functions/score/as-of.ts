import { addDays, type Day } from '../core/calendar.ts';
import type { SourceCoverage } from '../core/rollup.ts';

const ACTIVE_DAYS = 7;

/**
 * The day a score speaks of unless told: the last ended day that every source active in the 7 days before the newest
 * data has delivered. A source that has been silent for longer does not hold the others back. Undefined without data.
 * Worked example: Google delivered to the 10th, Meta to the 8th, TikTok last had a row three weeks ago: the 8th.
 */
export function defaultAsOf(coverage: readonly SourceCoverage[], lastEndedDay: Day): Day | undefined {
  const newest = coverage.map(({ throughDay }) => throughDay).reduce(later, '');
  if (newest === '') return undefined;
  const activeFrom = addDays(newest, -ACTIVE_DAYS);
  return coverage
    .filter(({ lastActiveDay }) => lastActiveDay >= activeFrom)
    .map(({ throughDay }) => throughDay)
    .reduce(earlier, lastEndedDay);
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}
