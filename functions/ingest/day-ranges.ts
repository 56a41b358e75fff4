import { type Day, addDays, dayRange } from '../core/calendar.ts';

/** Days, ascending, with runs of them as `first..last`: 400 days in a row are 22 characters of a ledger item. */
export function toDayRanges(days: readonly Day[]): string[] {
  const ranges: { first: Day; last: Day }[] = [];
  for (const day of [...new Set(days)].sort()) {
    const range = ranges.at(-1);
    if (range !== undefined && addDays(range.last, 1) === day) range.last = day;
    else ranges.push({ first: day, last: day });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}..${last}`));
}

/** The reverse of `toDayRanges`. */
export function fromDayRanges(ranges: readonly string[]): Day[] {
  return ranges.flatMap((range) => {
    const [first = '', last = first] = range.split('..');
    return dayRange(first, last);
  });
}
