import type { Day } from './calendar.ts';
import type { ChannelId } from './channel.ts';
import type { CurvePosterior } from './curve-posterior.ts';
import type { BudgetKind } from './facts.ts';
import type { ExactSum } from './json.ts';
import type { Micros } from './money.ts';

/** Where today's budget of a channel was learnt from. */
export type CurrentSource = 'applied' | 'file' | 'report' | 'meanSpend';

export type Verdict = 'trusted' | 'untrusted';

/** One day of a channel as scoring saw it; what the report draws as a dot beside the curve. */
export interface SeriesDay {
  readonly day: Day;
  readonly spendMicros: Micros;
  /** In the goal's currency: revenue, conversions × 10⁶, or margin × revenue − spend. */
  readonly returnMicros: number;
  /** Null where no source delivers conversions. */
  readonly conversionMicros: number | null;
  /** Share of this day's conversions that are already reported, in (0, 1]. */
  readonly completeness: number;
}

/** A channel's figures; the fields up to `reason` are those of `--json`. Intervals are 90 %. */
export interface ScoredChannel {
  readonly channel: ChannelId;
  readonly name: string;
  readonly platform: string;
  /** Days with data, and the sums over them, from `since` to `asOf`. */
  readonly days: number;
  readonly spendMicros: ExactSum;
  readonly returnMicros: ExactSum;
  readonly conversions: number | null;
  /** Return / spend over those days; null without spend. */
  readonly roas: number | null;
  readonly roasLow: number | null;
  readonly roasHigh: number | null;
  /** Slope of the response curve at `currentMicros`; null where there is no curve. */
  readonly marginalRoas: number | null;
  readonly marginalRoasLow: number | null;
  readonly marginalRoasHigh: number | null;
  /** Share of the last 7 days' conversions that are already reported, in (0, 1]. */
  readonly completeness: number;
  readonly verdict: Verdict;
  /** Why untrusted ("12 days with return, 28 needed"); the evidence in short where trusted ("412 conversions in 90 days"). */
  readonly reason: string;

  /** Today's budget in whole minor units. */
  readonly currentMicros: Micros;
  readonly currentSource: CurrentSource;
  readonly budgetKind: BudgetKind;
  readonly paused: boolean;
  /** When a budget of ours was last written, for the cooldown. */
  readonly lastChangedAtMs: number | null;
  /** Null where nothing was ever spent or returned. */
  readonly posterior: CurvePosterior | null;
  /** Every day from the first with data to `asOf`, ascending; the last 180 at most, the last 28 with 10,000 channels. */
  readonly series: readonly SeriesDay[];
}

/** Everything a plan rests on; an object of its own in the store. */
export interface ScoreSheet {
  readonly asOf: Day;
  readonly since: Day | null;
  readonly currency: string;
  readonly goal: 'revenue' | 'conversions' | 'profit';
  /** Ascending by channel id. */
  readonly channels: readonly ScoredChannel[];
  /** Stable hash of the facts the sheet was made from; equal facts give equal sheets. */
  readonly factsHash: string;
}
