import type { Day } from './calendar.ts';
import type { ChannelId } from './channel.ts';
import type { BudgetKind, Counters } from './facts.ts';
import type { LiftTest } from './lift-test.ts';
import type { Micros } from './money.ts';

/** What one report delivery said of a day's outcomes, kept where conversions are dated by click: it shows the lag. */
export interface Delivery {
  readonly statedAtMs: number;
  readonly conversionMicros?: number;
  readonly revenueMicros?: Micros;
}

export interface RolledChannel {
  readonly channel: ChannelId;
  /** From reports; of each column the newest delivery stands. */
  readonly report: Counters;
  /** From events, duplicates of conversions taken out. Empty where there were none. */
  readonly events: Counters;
  /** Ascending by time; empty where conversions are not dated by click. */
  readonly deliveries: readonly Delivery[];
}

/** One local day, all channels in ascending order of id: what scoring reads. Pure function of the pages it covers. */
export interface DayRollup {
  readonly day: Day;
  /** Keys of the pages summed up here, ascending. */
  readonly covers: readonly string[];
  readonly channels: readonly RolledChannel[];
}

export interface StatedBudget {
  readonly micros: Micros;
  readonly atMs: number;
}

/** The newest statement of everything but days, one entry a channel, ascending by id. */
export interface ChannelBookEntry {
  readonly channel: ChannelId;
  readonly name: string;
  readonly platform: string;
  readonly budgetKind: BudgetKind;
  readonly paused: boolean;
  /** From a file with the header `channel,dailyBudget`. */
  readonly budgetFromFile: StatedBudget | null;
  /** From the report's stated daily budget. */
  readonly budgetFromReport: StatedBudget | null;
  /** Ascending by start, which no two share; absent where there is none. */
  readonly liftTests?: readonly LiftTest[];
}

/**
 * What a source (format, platform and account, or `events`) has delivered: `throughDay` is the last day of the files
 * that hold any row of it, so a channel absent from a delivered day counts zero.
 */
export interface SourceCoverage {
  readonly source: string;
  readonly throughDay: Day;
  /** The newest day with a row of this very source. */
  readonly lastActiveDay: Day;
}
