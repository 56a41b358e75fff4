import { addDays, daysBetween, type Day } from '../core/calendar.ts';

/** Days each prediction is held against, and days from one origin to the next: windows do not overlap. */
export const HORIZON_DAYS = 14;
/** Days of history a first judgement needs. */
const HISTORY_DAYS = 28;
const ORIGINS_MAX = 12;

/**
 * The days to judge from, ascending: every 14th back from 14 days before `asOf`, as long as 28 days lie before it, 12 at
 * most. Worked number: 120 days of history have 6.
 */
export function originsWithin(firstDay: Day, asOf: Day): Day[] {
  const spare = daysBetween(firstDay, asOf) + 1 - HISTORY_DAYS;
  const count = Math.min(ORIGINS_MAX, Math.max(0, Math.floor(spare / HORIZON_DAYS)));
  return Array.from({ length: count }, (_, index) => addDays(asOf, -HORIZON_DAYS * (count - index)));
}
