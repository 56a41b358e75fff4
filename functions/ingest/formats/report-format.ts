import type { Day } from '../../core/calendar.ts';
import type { KnownPlatform } from '../../core/channel.ts';
import type { ErrorCode } from '../../core/errors.ts';

/** What a column can mean to us. A file's other columns are not read. */
export const FIELDS = [
  'day',
  // First and last day a row covers, where there is no day: a daily breakdown only if they are the same.
  'spanStart',
  'spanEnd',
  // A whole channel id, in files that are not of one platform.
  'channel',
  'platform',
  'account',
  'campaign',
  // Stands in for the campaign where a warehouse table has none.
  'ad',
  'name',
  'currency',
  'spend',
  'impressions',
  'clicks',
  'conversions',
  'revenue',
  'dailyBudget',
  'totalBudget',
  // Says whether `dailyBudget` is one.
  'budgetType',
  // Filled where campaigns share a budget.
  'sharedBudget',
  'status',
  // Which of several overlapping kinds of outcome a row counts.
  'outcome',
  // What an experiment found.
  'roas',
  'standardError',
  // When the source wrote the row, and when the row's campaign was changed.
  'syncedAt',
  'changedAt',
  // A column that is only there to tell the format from others.
  'mark',
] as const;

export type Field = (typeof FIELDS)[number];

/**
 * A header as `normaliseHeader` leaves it (lower case, no accents, single spaces), or a pattern over that. A named group
 * `currency` takes the file's currency from the header; a named group `window` is an attribution window in days, of
 * which one is chosen, never a sum.
 */
export type Alias = string | RegExp;

/** A column the file must have (any of the fields), and what to tell a person whose file has none of them. */
export interface Need {
  readonly anyOf: readonly Field[];
  readonly code: Extract<ErrorCode, 'MissingColumn' | 'NoDailyBreakdown'>;
  /** As it reads after "add ". */
  readonly add: string;
}

/** What the lines above the header say. */
export interface Preamble {
  readonly statedAtMs?: number;
  readonly warnings?: readonly string[];
  /** Set where the lines say that the rows are not days. */
  readonly notDaily?: string;
  /** The period the report covers, where the platform writes a whole period under its first day. */
  readonly period?: { readonly start: Day; readonly end: Day };
}

export interface ReportFormat {
  /** The id kept with the facts; never changes, never used again. */
  readonly id: string;
  /** As people call it, for messages. */
  readonly title: string;
  /** Null where rows name whole channel ids. */
  readonly platform: KnownPlatform | null;
  /** What rows are: days of campaigns, campaigns, budgets or experiments we are told, or nothing of use. */
  readonly rows: 'days' | 'campaigns' | 'budgets' | 'experiments' | 'nothing';
  readonly columns: { readonly [F in Field]?: readonly Alias[] };
  /** Sets of fields; a header that has all of one set is of this format. The first format in the list wins. */
  readonly recognisedBy: readonly (readonly Field[])[];
  /** A line above the header that must be there too. */
  readonly recognisedByPreamble?: RegExp;
  readonly needs: readonly Need[];
  /** Money columns that are written in millionths. */
  readonly micros?: readonly Field[];
  /** Conversions carry the date of the click that led to them, so recent days still fill up. */
  readonly conversionsDatedByClick: boolean;
  /** How many past days the platform still corrects. */
  readonly restatesDays: number;
  /** `point` for tables that programs write; people's exports follow the language they were made in. */
  readonly numbers: 'point' | 'sniffed';
  readonly dates: 'dayFirst' | 'monthFirst' | 'sniffed';
  /** Headers of the day column in languages that write the day first. */
  readonly dayFirstUnder?: RegExp;
  /** What an empty cell means: none of it, or not said. */
  readonly blanks: 'zero' | 'unsaid';
  /** A row whose first cell matches and that has no day is a total. */
  readonly totals?: RegExp;
  /** A summary row has no campaign id, and no name but these. */
  readonly summaryNames?: readonly string[];
  readonly footer?: RegExp;
  readonly preamble?: (lines: readonly string[]) => Preamble;
  /** Of the outcomes of one channel (or ad) and day, the first of these that is there counts, alone. */
  readonly outcomes?: readonly string[];
  /**
   * The format the file turns out to be of where its conversions are no whole numbers: they are revenue then. Both
   * fields are mapped to the one column.
   */
  readonly ifFractional?: ReportFormat;
  /** A budget that holds where the file has no budget type column. */
  readonly budgetIsDaily?: boolean;
}

export const dayColumn = (add: string): Need => ({ anyOf: ['day'], code: 'NoDailyBreakdown', add });
export const campaignColumn = (add: string): Need => ({ anyOf: ['campaign'], code: 'MissingColumn', add });
