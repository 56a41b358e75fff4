import type { Day } from '../../core/calendar.ts';
import type { ChannelId } from '../../core/channel.ts';
import { COLUMNS, type ChannelDay, type Counters } from '../../core/facts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counters per channel and day, summed exactly. */
export interface FactCollector {
  /** Answers false, and adds nothing, where a sum would pass 2^53. */
  add(channel: ChannelId, day: Day, counters: Counters): boolean;
  /** Ascending by channel, then day. */
  facts(): ChannelDay[];
}

export function collectFacts(): FactCollector {
  const channels = new Map<ChannelId, Map<Day, Mutable<Counters>>>();
  return {
    add(channel, day, counters) {
      const days = channels.get(channel) ?? new Map<Day, Mutable<Counters>>();
      const sums = days.get(day) ?? {};
      for (const column of COLUMNS) {
        if (!Number.isSafeInteger((sums[column] ?? 0) + (counters[column] ?? 0))) return false;
      }
      for (const column of COLUMNS) {
        const value = counters[column];
        if (value !== undefined) sums[column] = (sums[column] ?? 0) + value;
      }
      days.set(day, sums);
      channels.set(channel, days);
      return true;
    },
    facts() {
      return [...channels]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([channel, days]) =>
          [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, counters]) => ({ channel, day, counters })),
        );
    },
  };
}
