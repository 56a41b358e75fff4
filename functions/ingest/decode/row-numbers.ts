import { MarginalError } from '../../core/errors.ts';
import type { Column, Counters } from '../../core/facts.ts';
import type { Field } from '../formats/report-format.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import { numberStyleOf, type NumberStyle } from './number-style.ts';
import { isProblem, problem, quoted, type Problem } from './problem.ts';
import { readAmount, readCount } from './read-amount.ts';
import { readNumber } from './read-number.ts';
import { cellsOf, isMissing, type SourceRow, type SourceRows } from './read-rows.ts';

const COUNTED = ['spend', 'impressions', 'clicks', 'conversions', 'revenue'] as const;
type Counted = (typeof COUNTED)[number];
const NUMBERED: readonly Field[] = [...COUNTED, 'dailyBudget', 'totalBudget', 'roas', 'standardError'];
const COLUMN_OF: Readonly<Record<Counted, Column>> = {
  spend: 'spendMicros',
  impressions: 'impressions',
  clicks: 'clicks',
  conversions: 'conversionMicros',
  revenue: 'revenueMicros',
};

/** The numbers of one file's rows, once all of them have said how the file writes numbers. */
export interface RowNumbers {
  readonly style: NumberStyle;
  readonly columns: readonly Column[];
  counters(row: SourceRow): Counters | Problem;
  /** Millionths of a field with decimals, undefined where the row does not say. Throws `CurrencyMismatch` for another currency's sign. */
  amount(row: SourceRow, field: Field): number | undefined | Problem;
}

export function rowNumbers(
  { format, columns, delimiter }: FoundHeader,
  source: SourceRows,
  { currency }: DecodeContext,
): RowNumbers {
  const { cell } = source;
  const numbered = NUMBERED.filter((field) => columns[field] !== undefined);
  const counted = COUNTED.filter((field) => columns[field] !== undefined);
  const symbols = symbolsOf(currency);
  const { style, strict } =
    format.numbers === 'point'
      ? ({ style: 'point', strict: false } as const)
      : numberStyleOf(cellsOf(source, numbered), delimiter === ';' ? 'comma' : 'point');

  function decimal(row: SourceRow, field: Field): string | undefined | Problem {
    const text = cell(row, field);
    if (isMissing(text)) return format.blanks === 'zero' ? '0' : undefined;
    const reading = readNumber(text);
    if (reading === undefined) return problem('InvalidRow', `${field}: got ${quoted(text)}, ${needed(text)}`);
    if (reading.currency !== '' && !symbols.has(reading.currency.toUpperCase())) {
      throw new MarginalError('CurrencyMismatch', `line ${row.line} has ${quoted(text)}, the policy is in ${currency}`);
    }
    const value = reading[style];
    if (value === undefined) {
      const [has, others] = style === 'point' ? ['comma', 'points'] : ['point', 'commas'];
      return problem(
        'AmbiguousNumber',
        `${field}: ${quoted(text)} has a decimal ${has}, the file's others have ${others}`,
      );
    }
    const other = reading[style === 'point' ? 'comma' : 'point'];
    if (!strict || other === undefined || other === value) return value;
    const both = `${quoted(text)} may be ${value} or ${other}`;
    return problem('AmbiguousNumber', `${field}: ${both}; the file mixes decimal points and commas`);
  }

  function amount(row: SourceRow, field: Field): number | undefined | Problem {
    const value = decimal(row, field);
    if (typeof value !== 'string') return value;
    const micros = readAmount(value, format.micros?.includes(field) === true ? 'micros' : 'whole');
    return micros ?? wrong('InvalidRow', row, field, 'at most 9007199254.740991 is allowed');
  }

  function count(row: SourceRow, field: Field): number | undefined | Problem {
    const value = decimal(row, field);
    if (typeof value !== 'string') return value;
    return readCount(value) ?? wrong('InvalidRow', row, field, 'a whole number of at least 0 is needed');
  }

  function counter(row: SourceRow, field: Counted): number | undefined | Problem {
    const value = field === 'impressions' || field === 'clicks' ? count(row, field) : amount(row, field);
    if (value === undefined && field === 'spend') {
      return problem('InvalidRow', 'spend: got nothing, a decimal number is needed');
    }
    // Refunds make revenue negative; nothing else may be.
    if (typeof value !== 'number' || value >= 0 || field === 'revenue') return value;
    return wrong(field === 'spend' ? 'NegativeSpend' : 'InvalidRow', row, field, 'at least 0 is allowed');
  }

  function wrong(code: Problem['code'], row: SourceRow, field: Field, allowed: string): Problem {
    return problem(code, `${field}: got ${quoted(cell(row, field))}, ${allowed}`);
  }

  return {
    style,
    columns: counted.map((field) => COLUMN_OF[field]),
    amount,
    counters(row) {
      const counters: Partial<Record<Column, number>> = {};
      for (const field of counted) {
        const value = counter(row, field);
        if (isProblem(value)) return value;
        if (value !== undefined) counters[COLUMN_OF[field]] = value;
      }
      return counters;
    },
  };
}

function needed(text: string): string {
  return /^[+-]?\d*[.,]?\d*e[+-]?\d+$/i.test(text)
    ? 'a plain decimal number is needed: scientific notation may have lost digits'
    : 'a decimal number is needed';
}

/** Ways to write the currency beside an amount. `$` stands for every dollar, so it is only wrong for other currencies. */
function symbolsOf(currency: string): ReadonlySet<string> {
  const symbols = (['narrowSymbol', 'symbol'] as const).map(
    (currencyDisplay) =>
      new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
        .formatToParts(0)
        .find(({ type }) => type === 'currency')
        ?.value.toUpperCase() ?? currency,
  );
  return new Set([...symbols, currency, ...(symbols[0] === '$' ? [`${currency.slice(0, 2)}$`] : [])]);
}
