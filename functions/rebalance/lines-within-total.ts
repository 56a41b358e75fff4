import type { Micros } from '../core/money.ts';
import type { Span } from './channel-groups.ts';
import type { LineLimits } from './guardrails.ts';
import { floorToUnit } from './whole-units.ts';

export interface LinesWithinTotal {
  readonly spans: readonly Span[];
  /** Even maxChange gave way to the total: every unlocked line goes down in proportion, nothing is optimised. */
  readonly proportional: boolean;
}

/**
 * The bounds of lines, given way as far as the total forces them: its cap outranks maxChange, which outranks min.
 * Where one step down for all still is too much, lines go below maxChange, but not below a minimum of the policy, nor
 * of the platform where those fit.
 * The caller has seen to it that locks, and stated minimums, sum to at most the total.
 */
export function linesWithinTotal(
  lines: readonly LineLimits[],
  { totalMicros, unit }: { totalMicros: Micros; unit: Micros },
): LinesWithinTotal {
  const changeLow = sumOf(lines.map(({ changeLowMicros }) => changeLowMicros));
  if (changeLow > totalMicros) return { spans: spansBelowMaxChange(lines, totalMicros), proportional: true };
  const low = sumOf(lines.map(({ lowMicros }) => lowMicros));
  const scale = low > totalMicros ? (totalMicros - changeLow) / (low - changeLow) : 1;
  return {
    spans: lines.map(({ changeLowMicros, lowMicros, highMicros }): Span => {
      const given =
        scale === 1 ? lowMicros : changeLowMicros + floorToUnit(scale * (lowMicros - changeLowMicros), unit);
      return [given, highMicros];
    }),
    proportional: false,
  };
}

function spansBelowMaxChange(lines: readonly LineLimits[], totalMicros: Micros): Span[] {
  // A line above its maximum goes at least the one step it would go anyway.
  const highs = lines.map(({ baseMicros, highMicros }) => Math.min(baseMicros, highMicros));
  const floors = (withPlatform: boolean) =>
    lines.map(({ keep, minMicros, minOfPlatform }, index) => {
      const high = highs[index] ?? 0;
      if (keep === 'lock') return high;
      return minOfPlatform && !withPlatform ? 0 : Math.min(minMicros ?? 0, high);
    });
  const wanted = floors(true);
  const lows = sumOf(wanted) <= totalMicros ? wanted : floors(false);
  return highs.map((high, index) => [lows[index] ?? 0, high]);
}

function sumOf(amounts: readonly Micros[]): Micros {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
