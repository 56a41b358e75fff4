/** A calendar day as `YYYY-MM-DD`, local to the time zone of the account's policy. Days compare as strings. */
export type Day = string;

const MS_PER_DAY = 86_400_000;
const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists: `2024-02-29` is one, `2023-02-29` is not. */
export function isDay(text: string): boolean {
  return DAY_PATTERN.test(text) && dayOfEpochDay(epochDayOf(text)) === text;
}

/** Days since 1970-01-01. Worked number: `1970-01-02` is 1. */
export function epochDayOf(day: Day): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);
}

/** The day so many days after 1970-01-01; an empty string for a number that is no day. */
export function dayOfEpochDay(epochDay: number): Day {
  return Number.isFinite(epochDay) ? new Date(epochDay * MS_PER_DAY).toISOString().slice(0, 10) : '';
}

/** Worked number: `addDays('2024-02-28', 2)` is `2024-03-01`. */
export function addDays(day: Day, days: number): Day {
  return dayOfEpochDay(epochDayOf(day) + days);
}

/** Whole days from `start` to `end`. Worked number: 2024-02-28 to 2024-03-01 is 2. */
export function daysBetween(start: Day, end: Day): number {
  return epochDayOf(end) - epochDayOf(start);
}

/** Every day from `start` to `end`, both included; empty when `end` is earlier. */
export function dayRange(start: Day, end: Day): Day[] {
  const length = daysBetween(start, end) + 1;
  return Array.from({ length: Math.max(0, length) }, (_, offset) => addDays(start, offset));
}

/** 0 for Sunday to 6 for Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((epochDayOf(day) + 4) % 7) + 7) % 7;
}

/** True for a zone that `Intl` knows, such as `America/New_York`. */
export function isTimeZone(timeZone: string): boolean {
  // The first formatter of a process takes 12 ms, the list one; of `UTC` and zones' other names only a formatter knows.
  if (Intl.supportedValuesOf('timeZone').includes(timeZone)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * A function from epoch milliseconds to the local day. Offsets are asked of `Intl` once per quarter of an hour of
 * history (zones shift at such boundaries) and kept, because `Intl` takes microseconds and events come by the million.
 */
export function localDayIn(timeZone: string): (epochMs: number) => Day {
  const known = localDays.get(timeZone) ?? localDayAfresh(timeZone);
  localDays.set(timeZone, known);
  return known;
}

/** A formatter of `Intl` takes 50 µs to make, and every channel of a plan asks for the same one. */
const localDays = new Map<string, (epochMs: number) => Day>();

function localDayAfresh(timeZone: string): (epochMs: number) => Day {
  const QUARTER_HOUR_MS = 900_000;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const known = new Map<number, Day>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_HOUR_MS);
    const cached = known.get(quarter);
    if (cached !== undefined) return cached;
    const day = format.format(new Date(quarter * QUARTER_HOUR_MS));
    known.set(quarter, day);
    return day;
  };
}
