import type { ChannelId } from '../core/channel.ts';
import type { Micros } from '../core/money.ts';
import type { PreparedChanges, PreparedLine } from './changes.ts';
import type { LiveBudget } from './destination.ts';

type Live = ReadonlyMap<ChannelId, LiveBudget>;

function signed(line: Pick<PreparedLine, 'fromMicros' | 'toMicros'>): bigint {
  return BigInt(line.toMicros) - BigInt(line.fromMicros);
}

function isThere(line: PreparedLine, live: Live): boolean {
  const budget = live.get(line.channel);
  return budget?.kind === 'known' && budget.micros === line.toMicros;
}

/** A budget that cannot be read counts as the larger of what it may be. */
function assumedMicros(line: PreparedLine, live: Live): Micros {
  const budget = live.get(line.channel);
  return budget?.kind === 'known' ? budget.micros : Math.max(line.beforeMicros, line.toMicros);
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/**
 * How much budgets may still rise, in micros: the smaller of
 * - what the plan adds in all plus what its decreases have freed, less what its increases have taken already, and
 * - the distance from the sum that stands now to the larger of the sum before and the planned one,
 * so neither a failed decrease nor a budget changed by hand lets the sum go beyond both. Where a budget could not be
 * read, the sum may not rise at all.
 * Worked number: a falls 10 → 6 and that is confirmed, b rises 5 → 9: 4 are allowed; while a still reads 10, none.
 */
export function increaseAllowance(
  changes: Pick<PreparedChanges, 'fromTotalMicros' | 'toTotalMicros' | 'beforeTotalMicros' | 'allRead' | 'lines'>,
  live: Live,
): bigint {
  const { fromTotalMicros, toTotalMicros, beforeTotalMicros, allRead } = changes;
  const lines = changes.lines.filter(({ destination }) => destination !== null);
  const standing = lines.filter((line) => isThere(line, live)).reduce((sum, line) => sum + signed(line), 0n);
  const freed = larger(0n, toTotalMicros - fromTotalMicros) - standing;
  const moved = lines.reduce((sum, line) => sum + BigInt(assumedMicros(line, live)) - BigInt(line.beforeMicros), 0n);
  const limit = allRead ? larger(beforeTotalMicros, toTotalMicros) : beforeTotalMicros;
  const room = limit - (beforeTotalMicros + moved);
  return larger(0n, freed < room ? freed : room);
}

/** The order in which increases are served: highest marginal ROAS first, unknown last, ties by channel id. */
function byMarginalRoas(a: PreparedLine, b: PreparedLine): number {
  const difference = (b.marginalRoas ?? -Infinity) - (a.marginalRoas ?? -Infinity);
  // Two unknown ones differ by NaN.
  return Number.isNaN(difference) || difference === 0 ? (a.channel < b.channel ? -1 : 1) : difference;
}

/** Increases that fit, each whole or not at all, and what was left when each of the others did not fit. */
export function chooseIncreases(
  lines: readonly PreparedLine[],
  allowanceMicros: bigint,
): { readonly chosen: readonly PreparedLine[]; readonly short: ReadonlyMap<ChannelId, bigint> } {
  const chosen: PreparedLine[] = [];
  const short = new Map<ChannelId, bigint>();
  let left = allowanceMicros;
  for (const line of lines.toSorted(byMarginalRoas)) {
    const rise = signed(line);
    if (rise <= left) {
      chosen.push(line);
      left -= rise;
    } else {
      short.set(line.channel, left);
    }
  }
  return { chosen, short };
}
