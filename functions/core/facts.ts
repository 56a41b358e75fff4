import type { Day } from './calendar.ts';
import type { ChannelId } from './channel.ts';
import type { LiftTest } from './lift-test.ts';
import type { Micros } from './money.ts';

/**
 * What can be counted of a channel on a day. Conversions are fractional at some platforms, so they are kept as
 * millionths (`conversionMicros`: 428.2 conversions are 428_200_000), like money, and sums stay exact.
 */
export const COLUMNS = ['spendMicros', 'impressions', 'clicks', 'conversionMicros', 'revenueMicros'] as const;

export type Column = (typeof COLUMNS)[number];

/** Only the columns a source delivers are there: absent is "not said", which is not zero. */
export type Counters = Partial<Record<Column, number>>;

/** One channel's counters on one local day, from one file. */
export interface ChannelDay {
  readonly channel: ChannelId;
  readonly day: Day;
  readonly counters: Counters;
}

/** What kind of budget a campaign has; only `daily` ones may be moved, the others are locked with that reason. */
export type BudgetKind = 'daily' | 'total' | 'shared' | 'none';

/** What a file says of a channel besides its days. Absent is "not said". The newest statement of each wins. */
export interface ChannelNote {
  readonly channel: ChannelId;
  readonly name?: string;
  readonly platform?: string;
  readonly dailyBudgetMicros?: Micros;
  readonly budgetKind?: BudgetKind;
  readonly status?: 'active' | 'paused';
  /** Of tests of a channel that start on the same day the newest statement wins. */
  readonly liftTests?: readonly LiftTest[];
  /** When the source says this was so; without it the file's own stated time or arrival counts. */
  readonly statedAtMs?: number;
}

/** Why a row was not taken. `line` is 1-based in the decoded file, its first line where a row spans several. */
export interface RowReject {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** One report or budget file, decoded. Rows are summed per channel and day. */
export interface DecodedReport {
  /** The id of the format that recognised it, such as `google-ads`. */
  readonly format: string;
  readonly kind: 'performance' | 'budgets';
  /** ISO 4217 code the file states, or null. */
  readonly currency: string | null;
  /** When the file says it was made, or null. */
  readonly statedAtMs: number | null;
  /** Conversions are dated by the click that led to them, so recent days are still filling up. */
  readonly conversionsDatedByClick: boolean;
  /** How many past days the platform still corrects; 0 where it does not. */
  readonly restatesDays?: number;
  readonly columns: readonly Column[];
  readonly facts: readonly ChannelDay[];
  readonly notes: readonly ChannelNote[];
  /** Data rows seen (totals, preamble and footer are not rows): `rows = accepted + rejects.length`. */
  readonly rows: number;
  readonly accepted: number;
  readonly rejects: readonly RowReject[];
  /** Things worth telling that lose no data, such as "the newest day may be incomplete". */
  readonly warnings: readonly string[];
}

/** A file refused whole: none of its rows count, it is tried again next time. */
export interface RefusedFile {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
}
