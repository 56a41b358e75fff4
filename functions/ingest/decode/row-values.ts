import { localDayIn, type Day } from '../../core/calendar.ts';
import { CHANNEL_ID_LENGTH_MAX, channelId, type ChannelId } from '../../core/channel.ts';
import { MarginalError } from '../../core/errors.ts';
import type { BudgetKind, ChannelNote, Column, Counters } from '../../core/facts.ts';
import type { Field, ReportFormat } from '../formats/report-format.ts';
import { budgetKind } from './budget-kind.ts';
import { campaignStatus } from './campaign-status.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import { numberStyleOf } from './number-style.ts';
import { parseTimestamp, statesZone } from './parse-timestamp.ts';
import { isProblem, problem, quoted, type Problem } from './problem.ts';
import { readAmount, readCount } from './read-amount.ts';
import { dateOrderOf, readDay } from './read-day.ts';
import { readNumber } from './read-number.ts';
import { isMissing, type SourceRow, type SourceRows } from './read-rows.ts';

const NAME_LENGTH_MAX = 256;
const COUNTED = ['spend', 'impressions', 'clicks', 'conversions', 'revenue'] as const;
type Counted = (typeof COUNTED)[number];
const NUMBERED: readonly Field[] = [...COUNTED, 'dailyBudget', 'totalBudget'];
const COLUMN_OF: Readonly<Record<Counted, Column>> = {
  spend: 'spendMicros',
  impressions: 'impressions',
  clicks: 'clicks',
  conversions: 'conversionMicros',
  revenue: 'revenueMicros',
};

/** What the rows of one file mean, once all of them have said how the file writes numbers and dates. */
export interface RowValues {
  readonly columns: readonly Column[];
  channel(row: SourceRow): ChannelId | Problem;
  day(row: SourceRow): Day | Problem;
  counters(row: SourceRow): Counters | Problem;
  statement(row: SourceRow): Omit<ChannelNote, 'channel' | 'statedAtMs'> | Problem;
  dailyBudget(row: SourceRow): number | Problem;
}

export function rowValues(
  { format, columns, delimiter }: FoundHeader,
  source: SourceRows,
  context: DecodeContext,
): RowValues {
  const { rows, cell } = source;
  const numbered = NUMBERED.filter((field) => columns[field] !== undefined);
  const numbers =
    format.numbers === 'point'
      ? ({ style: 'point', strict: false } as const)
      : numberStyleOf(cellsOf(source, numbered), delimiter === ';' ? 'comma' : 'point');
  const dayField = columns.day === undefined ? 'spanStart' : 'day';
  const localised = format.dayFirstUnder?.test(columns[dayField]?.header ?? '') === true || numbers.style === 'comma';
  const dates =
    format.dates === 'sniffed'
      ? dateOrderOf(cellsOf(source, [dayField]), localised ? 'dayFirst' : undefined)
      : { style: format.dates, strict: false };
  const zoned = rows.some((row) => isZonedHour(cell(row, dayField)));
  const localDay = localDayIn(context.timeZone);
  const symbols = symbolsOf(context.currency);
  const counted = COUNTED.filter((field) => columns[field] !== undefined);

  function decimal(row: SourceRow, field: Field): string | undefined | Problem {
    const text = cell(row, field);
    if (isMissing(text)) return format.blanks === 'zero' ? '0' : undefined;
    const reading = readNumber(text);
    if (reading === undefined) return problem('InvalidRow', `${field}: got ${quoted(text)}, ${needed(text)}`);
    if (reading.currency !== '' && !symbols.has(reading.currency.toUpperCase())) {
      throw new MarginalError(
        'CurrencyMismatch',
        `line ${row.line} has ${quoted(text)}, the policy is in ${context.currency}`,
      );
    }
    const value = reading[numbers.style];
    if (value === undefined) {
      const [has, others] = numbers.style === 'point' ? ['comma', 'points'] : ['point', 'commas'];
      return problem(
        'AmbiguousNumber',
        `${field}: ${quoted(text)} has a decimal ${has}, the file's others have ${others}`,
      );
    }
    const other = reading[numbers.style === 'point' ? 'comma' : 'point'];
    if (numbers.strict && other !== undefined && other !== value) {
      return problem(
        'AmbiguousNumber',
        `${field}: ${quoted(text)} may be ${value} or ${other}; the file mixes decimal points and commas`,
      );
    }
    return value;
  }

  function amount(row: SourceRow, field: Field): number | undefined | Problem {
    const value = decimal(row, field);
    if (typeof value !== 'string') return value;
    const micros = readAmount(value, format.micros?.includes(field) === true ? 'micros' : 'whole');
    return (
      micros ?? problem('InvalidRow', `${field}: got ${quoted(cell(row, field))}, at most 9007199254.740991 is allowed`)
    );
  }

  function count(row: SourceRow, field: Field): number | undefined | Problem {
    const value = decimal(row, field);
    if (typeof value !== 'string') return value;
    return (
      readCount(value) ??
      problem('InvalidRow', `${field}: got ${quoted(cell(row, field))}, a whole number of at least 0 is needed`)
    );
  }

  function counter(row: SourceRow, field: Counted): number | undefined | Problem {
    const value = field === 'impressions' || field === 'clicks' ? count(row, field) : amount(row, field);
    if (value === undefined && field === 'spend')
      return problem('InvalidRow', 'spend: got nothing, a decimal number is needed');
    if (typeof value !== 'number' || value >= 0 || field === 'revenue') return value;
    const code = field === 'spend' ? 'NegativeSpend' : 'InvalidRow';
    return problem(code, `${field}: got ${quoted(cell(row, field))}, at least 0 is allowed`);
  }

  return {
    columns: counted.map((field) => COLUMN_OF[field]),
    channel(row) {
      const id = format.platform === null ? cell(row, 'channel') : campaignChannel(format, row);
      return isProblem(id) ? id : checkedChannel(id);
    },
    day(row) {
      const text = cell(row, dayField);
      const day = zoned && statesZone(text).zone ? localDay(parseTimestamp(text) ?? Number.NaN) : dayOf(text);
      if (isProblem(day) || day <= context.today) return day;
      return problem('FutureDate', `${day} has not come yet: the file arrived on ${context.today}`);
    },
    counters(row) {
      const counters: Partial<Record<Column, number>> = {};
      for (const field of counted) {
        const value = counter(row, field);
        if (isProblem(value)) return value;
        if (value !== undefined) counters[COLUMN_OF[field]] = value;
      }
      return counters;
    },
    statement(row) {
      const name = cell(row, 'name')
        .replaceAll(/\p{Cc}+/gu, ' ')
        .slice(0, NAME_LENGTH_MAX);
      const platform = cell(row, 'platform').toLowerCase();
      const status = campaignStatus(cell(row, 'status'));
      const kind = statedBudgetKind(row);
      const micros = kind === 'daily' ? budgetAmount(row) : undefined;
      return {
        ...(isMissing(name) ? {} : { name }),
        ...(isMissing(platform) ? {} : { platform }),
        ...(status === undefined ? {} : { status }),
        ...(kind === undefined || (kind === 'daily' && micros === undefined) ? {} : { budgetKind: kind }),
        ...(micros === undefined ? {} : { dailyBudgetMicros: micros }),
      };
    },
    dailyBudget(row) {
      const value = amount(row, 'dailyBudget');
      if (isProblem(value)) return value;
      if (value === undefined) return problem('InvalidRow', 'dailyBudget: got nothing, a decimal number is needed');
      return value < 0
        ? problem('InvalidRow', `dailyBudget: got ${quoted(cell(row, 'dailyBudget'))}, at least 0 is allowed`)
        : value;
    },
  };

  function campaignChannel({ platform }: ReportFormat, row: SourceRow): ChannelId | Problem {
    const campaign = cell(row, columns.campaign === undefined ? 'ad' : 'campaign');
    if (isMissing(campaign)) return problem('MissingCampaign', 'the row has no campaign id');
    if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(campaign)) {
      return problem(
        'MissingCampaign',
        `a spreadsheet has turned the campaign id into ${campaign}; give the file as it was downloaded`,
      );
    }
    const stated = cell(row, 'account');
    // Google writes 123-456-7890 for people and 1234567890 for programs.
    const account = /^\d{3}-\d{3}-\d{4}$/.test(stated) ? stated.replaceAll('-', '') : stated;
    return channelId(
      platform ?? 'other',
      isMissing(account) ? (context.accounts[platform ?? 'other'] ?? '-') : account,
      campaign,
    );
  }

  function dayOf(text: string): Day | Problem {
    const reading = readDay(text);
    const day = reading?.[dates.style];
    if (reading === undefined || day === undefined)
      return problem('InvalidDate', `date: got ${quoted(text)}, a day such as 2026-11-20 is needed`);
    const other = reading[dates.style === 'dayFirst' ? 'monthFirst' : 'dayFirst'];
    if (!dates.strict || other === undefined || other === day) return day;
    return problem(
      'InvalidDate',
      `date: ${quoted(text)} may be ${reading.dayFirst ?? ''} or ${reading.monthFirst ?? ''}; write days as 2026-11-20`,
    );
  }

  function statedBudgetKind(row: SourceRow): BudgetKind | undefined {
    if (columns.campaign === undefined && columns.ad !== undefined) return 'shared';
    if (!isMissing(cell(row, 'sharedBudget'))) return 'shared';
    const typed = budgetKind(cell(row, 'budgetType')) ?? budgetKind(cell(row, 'dailyBudget'));
    if (typed !== undefined || format.budgetIsDaily !== true) return typed;
    if (!isMissing(cell(row, 'dailyBudget'))) return 'daily';
    return isMissing(cell(row, 'totalBudget')) ? undefined : 'total';
  }

  /** A budget that cannot be read is not worth losing the row's money for. */
  function budgetAmount(row: SourceRow): number | undefined {
    const value = isMissing(cell(row, 'dailyBudget')) ? undefined : amount(row, 'dailyBudget');
    return typeof value === 'number' && value >= 0 ? value : undefined;
  }
}

function checkedChannel(id: string): ChannelId | Problem {
  if (id === '') return problem('MissingCampaign', 'the row has no channel id');
  if (id.length > CHANNEL_ID_LENGTH_MAX) {
    return problem(
      'InvalidChannel',
      `channel is ${id.length} characters long; at most ${CHANNEL_ID_LENGTH_MAX} are allowed`,
    );
  }
  if (/\p{Cc}/u.test(id)) return problem('InvalidChannel', `channel ${quoted(id)} holds control characters`);
  // Two names that differ only in characters lost this way would become one channel.
  return id.includes('\uFFFD') ? problem('InvalidChannel', `channel ${quoted(id)} is not valid UTF-8`) : id;
}

function* cellsOf({ rows, cell }: SourceRows, fields: readonly Field[]): Generator<string> {
  for (const row of rows) for (const field of fields) yield cell(row, field);
}

function isZonedHour(text: string): boolean {
  if (text.length <= 10) return false;
  const { zone, midnight } = statesZone(text);
  return zone && !midnight;
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
