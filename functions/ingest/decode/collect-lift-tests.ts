import type { Day } from '../../core/calendar.ts';
import type { ChannelId } from '../../core/channel.ts';
import type { ChannelNote } from '../../core/facts.ts';
import type { LiftTest } from '../../core/lift-test.ts';

/** The tests of one file, whatever order its rows are in. */
export interface LiftTestCollector {
  /** Answers false, and takes nothing, where the channel has a test that starts on the same day. */
  add(channel: ChannelId, test: LiftTest): boolean;
  /** Ascending by channel, each with its tests ascending by start. */
  notes(): ChannelNote[];
}

export function collectLiftTests(): LiftTestCollector {
  const channels = new Map<ChannelId, Map<Day, LiftTest>>();
  return {
    add(channel, test) {
      const tests = channels.get(channel) ?? new Map<Day, LiftTest>();
      if (tests.has(test.start)) return false;
      channels.set(channel, tests.set(test.start, test));
      return true;
    },
    notes: () =>
      [...channels]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([channel, tests]) => ({
          channel,
          liftTests: [...tests.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
        })),
  };
}
