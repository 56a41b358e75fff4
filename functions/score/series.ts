import { epochDayOf } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import type { Column, Counters } from '../core/facts.ts';
import type { Policy } from '../core/policy.ts';
import type { DayRollup, RolledChannel } from '../core/rollup.ts';

/** One channel's day with reports and events made one. Days without a row are not here: they count zero. */
export interface HistoryDay {
  readonly epochDay: number;
  readonly spendMicros: number;
  /** Null where no source delivers conversions for the channel on any day. */
  readonly conversionMicros: number | null;
  readonly revenueMicros: number;
  /** Share of the day's outcomes already reported, in (0, 1]. */
  readonly completeness: number;
}

/** Completeness of one channel's day as its newest delivery saw it. */
export type CompletenessOf = (epochDay: number, rolled: RolledChannel) => number;

interface Row {
  readonly epochDay: number;
  readonly rolled: RolledChannel;
}

/**
 * Day rollups turned by channel, days ascending. Per day a report's spend stands before that of events. Conversions and
 * value are those of the source the policy names, on the days between its first and last statement of them; outside
 * that range, or where it never states them, the other source's. So a conversion that both saw is never counted twice,
 * and a pixel that was installed last week does not blank the months before.
 */
export function channelHistories(
  rollups: readonly DayRollup[],
  outcomes: Policy['outcomes'],
  completenessOf: CompletenessOf,
): Map<ChannelId, HistoryDay[]> {
  const rows = rowsByChannel(rollups);
  return new Map([...rows].map(([channel, own]) => [channel, historyOf(own, outcomes, completenessOf)]));
}

function rowsByChannel(rollups: readonly DayRollup[]): Map<ChannelId, Row[]> {
  const rows = new Map<ChannelId, Row[]>();
  for (const { day, channels } of [...rollups].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const epochDay = epochDayOf(day);
    for (const rolled of channels) {
      const own = rows.get(rolled.channel);
      if (own === undefined) rows.set(rolled.channel, [{ epochDay, rolled }]);
      else own.push({ epochDay, rolled });
    }
  }
  return rows;
}

function historyOf(rows: readonly Row[], outcomes: Policy['outcomes'], completenessOf: CompletenessOf): HistoryDay[] {
  const conversionsOf = outcomeReader(rows, 'conversionMicros', outcomes);
  const revenueOf = outcomeReader(rows, 'revenueMicros', outcomes);
  return rows.map((row) => {
    const conversions = conversionsOf(row);
    const revenue = revenueOf(row);
    const fromReport = conversions.source === 'report' || revenue.source === 'report';
    return {
      epochDay: row.epochDay,
      spendMicros: row.rolled.report.spendMicros ?? row.rolled.events.spendMicros ?? 0,
      conversionMicros: conversions.amount,
      revenueMicros: revenue.amount ?? 0,
      completeness: fromReport ? completenessOf(row.epochDay, row.rolled) : 1,
    };
  });
}

interface Outcome {
  /** Null where no source delivers the column for the channel. */
  readonly amount: number | null;
  readonly source: Policy['outcomes'];
}

function outcomeReader(rows: readonly Row[], column: Column, preferred: Policy['outcomes']): (row: Row) => Outcome {
  const other = preferred === 'report' ? 'events' : 'report';
  const states = (source: Policy['outcomes']) => (row: Row) => countersOf(row, source)[column] !== undefined;
  const first = rows.find(states(preferred))?.epochDay ?? Infinity;
  const last = rows.findLast(states(preferred))?.epochDay ?? -Infinity;
  if (first === Infinity && !rows.some(states(other))) return () => ({ amount: null, source: preferred });
  return (row) => {
    const source = row.epochDay >= first && row.epochDay <= last ? preferred : other;
    return { amount: countersOf(row, source)[column] ?? 0, source };
  };
}

function countersOf({ rolled }: Row, source: Policy['outcomes']): Counters {
  return source === 'report' ? rolled.report : rolled.events;
}
