import { localDayIn, type Day } from '../../core/calendar.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import type { NumberStyle } from './number-style.ts';
import { parseTimestamp, statesZone } from './parse-timestamp.ts';
import { isProblem, problem, quoted, type Problem } from './problem.ts';
import { dateOrderOf, readDay } from './read-day.ts';
import { cellsOf, type SourceRow, type SourceRows } from './read-rows.ts';

type DayField = 'day' | 'spanStart' | 'spanEnd';

/** The day a row is of; of a span, its first one unless the last is asked for. */
export type RowDays = (row: SourceRow, field?: DayField) => Day | Problem;

/**
 * The days of one file's rows, once all of them have said in which order the file writes dates. A file with a decimal
 * comma, or with a header in a language that does so, puts the day first where no date tells.
 */
export function rowDays(
  { format, columns }: FoundHeader,
  source: SourceRows,
  numberStyle: NumberStyle,
  { timeZone, today }: DecodeContext,
): RowDays {
  const field = columns.day === undefined ? 'spanStart' : 'day';
  const dated: DayField[] = format.rows === 'experiments' ? ['spanStart', 'spanEnd'] : [field];
  const dayFirst = numberStyle === 'comma' || format.dayFirstUnder?.test(columns[field]?.header ?? '') === true;
  const { style, strict } =
    format.dates === 'sniffed'
      ? dateOrderOf(cellsOf(source, dated), dayFirst ? 'dayFirst' : undefined)
      : { style: format.dates, strict: false };
  const zoned = source.rows.some((row) => dated.some((own) => isZonedHour(source.cell(row, own))));
  const localDay = localDayIn(timeZone);

  function written(text: string): Day | Problem {
    if (zoned && statesZone(text).zone) return localDay(parseTimestamp(text) ?? Number.NaN);
    const reading = readDay(text);
    const day = reading?.[style];
    if (reading === undefined || day === undefined) {
      return problem('InvalidDate', `date: got ${quoted(text)}, a day such as 2026-11-20 is needed`);
    }
    const other = reading[style === 'dayFirst' ? 'monthFirst' : 'dayFirst'];
    if (!strict || other === undefined || other === day) return day;
    return problem('InvalidDate', `date: ${quoted(text)} may be ${day} or ${other}; write days as 2026-11-20`);
  }

  function arrived(day: Day | Problem): Day | Problem {
    if (isProblem(day) || day <= today) return day;
    return problem('FutureDate', `${day} has not come yet: the file arrived on ${today}`);
  }

  // One day stands on many rows.
  const known = new Map<string, Day | Problem>();
  return (row, own = field) => {
    const text = source.cell(row, own);
    const day = known.get(text) ?? arrived(written(text));
    known.set(text, day);
    return day;
  };
}

function isZonedHour(text: string): boolean {
  if (text.length <= '2026-11-20'.length) return false;
  const { zone, midnight } = statesZone(text);
  return zone && !midnight;
}
