import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import type { LiftTest } from '../core/lift-test.ts';
import type { ChannelBookEntry, StatedBudget } from '../core/rollup.ts';
import type { HistoryDay } from './series.ts';

/** What is known of one channel, as far as a decision rests on it. */
export interface ChannelFacts {
  readonly entry: ChannelBookEntry;
  readonly applied: StatedBudget | null;
  readonly days: readonly HistoryDay[];
  readonly recentSpendMicros: bigint;
  /** Those that count, ascending by start. */
  readonly liftTests: readonly LiftTest[];
}

/**
 * SHA-256 of what the channels' files say, not of which files said it or when they arrived: the same facts delivered in
 * another order, split otherwise, or to another store, have the same hash. Budgets of ours are left out, but for
 * whether somebody stated another one since.
 */
export function factsHash(channels: readonly ChannelFacts[]): string {
  return sha256Hex(channels.map((facts) => `${aboutHash(facts)}${daysHash(facts.days)}`).join('\n'));
}

function aboutHash({ entry, applied, liftTests, recentSpendMicros }: ChannelFacts): string {
  const { channel, name, platform, budgetKind, paused, budgetFromFile: file, budgetFromReport: report } = entry;
  const tests = liftTests.length === 0 ? [] : [liftTests];
  const stated = (report?.atMs ?? -Infinity) > (file?.atMs ?? -Infinity) ? report : file;
  const isNewer = stated !== null && applied !== null && stated.atMs > applied.atMs;
  const budget = [stated?.micros ?? null, stated === report, isNewer];
  return sha256Hex(encodeJson([channel, name, platform, budgetKind, paused, budget, recentSpendMicros, ...tests]));
}

function daysHash(days: readonly HistoryDay[]): string {
  const numbers = new Float64Array(5 * days.length);
  for (const [index, { epochDay, spendMicros, conversionMicros, revenueMicros, completeness }] of days.entries()) {
    numbers.set([epochDay, spendMicros, conversionMicros ?? Number.NaN, revenueMicros, completeness], 5 * index);
  }
  return sha256Hex(new Uint8Array(numbers.buffer));
}
