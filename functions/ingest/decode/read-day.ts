import { isDay, type Day } from '../../core/calendar.ts';
import { decideStyle, type Decided } from './decide-style.ts';

/** What 03/04/2026 means: `monthFirst` 4 March, `dayFirst` 3 April. */
export type DateOrder = 'monthFirst' | 'dayFirst';

/** A calendar day as it may be meant. Both are the same where the writing leaves no doubt. */
export type DayReading = Readonly<Record<DateOrder, Day | undefined>>;

const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/;
const NUMERIC = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: .*)?$/;
const DAY_NAMED_MONTH = /^(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$/;
const NAMED_MONTH_DAY = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/;
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** The readings of a written date, time of day left aside; undefined for what is none. */
export function readDay(text: string): DayReading | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return certain(dayFrom(iso[1], iso[2], iso[3]));
  const numeric = NUMERIC.exec(text);
  if (numeric !== null) {
    const [, first, separator, second, year] = numeric;
    const dayFirst = dayFrom(year, second, first);
    // Only countries that write the day first put dots between.
    const monthFirst = separator === '.' ? dayFirst : dayFrom(year, first, second);
    return dayFirst === undefined && monthFirst === undefined ? undefined : { dayFirst, monthFirst };
  }
  const [, dayOfMonth, month, year] = DAY_NAMED_MONTH.exec(text) ?? [];
  if (month !== undefined) return certain(dayFrom(year, monthNumber(month), dayOfMonth));
  const [, namedMonth, namedDay, namedYear] = NAMED_MONTH_DAY.exec(text) ?? [];
  return namedMonth === undefined ? undefined : certain(dayFrom(namedYear, monthNumber(namedMonth), namedDay));
}

/** The order a file writes its dates in, decided from all of them; see `decideStyle`. */
export function dateOrderOf(dates: Iterable<string>, prior: DateOrder | undefined): Decided<DateOrder> {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const text of dates) {
    const reading = readDay(text);
    if (reading === undefined || reading.dayFirst === reading.monthFirst) continue;
    if (reading.monthFirst === undefined) dayFirst += 1;
    else if (reading.dayFirst === undefined) monthFirst += 1;
  }
  const { style, strict } = decideStyle({ monthFirst, dayFirst }, prior ?? 'monthFirst');
  return { style, strict: strict || (prior === undefined && dayFirst + monthFirst === 0) };
}

function certain(day: Day | undefined): DayReading | undefined {
  return day === undefined ? undefined : { dayFirst: day, monthFirst: day };
}

function dayFrom(year = '', month = '', dayOfMonth = ''): Day | undefined {
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return isDay(day) ? day : undefined;
}

function monthNumber(name: string): string {
  return `${MONTHS.findIndex((month) => month.startsWith(name.toLowerCase())) + 1}`;
}
