import { formatMicros, type Micros } from '../core/money.ts';
import { foldUp, groupMax, type ChannelGroup, type ChannelGroups, type Span } from './channel-groups.ts';
import type { LineLimits } from './guardrails.ts';
import { ceilToUnit } from './whole-units.ts';

interface Setting {
  readonly budgetMicros: Micros;
  readonly unit: Micros;
  readonly currency: string;
}

/**
 * Limits a person stated that no plan can hold at once, named, by how much; null where they agree. Only stated amounts
 * count: a limit that is merely too far for one step is no contradiction. Lines without a budget today are left out, as
 * no share of nothing moves them.
 * Worked example: minimums of 10 and 20 under a budget of 25 are 5 too much.
 */
export function contradiction(lines: readonly LineLimits[], tree: ChannelGroups, setting: Setting): string | null {
  return locksAbove(lines, setting) ?? clashInGroup(lines, tree, setting) ?? minimumsAbove(lines, tree, setting);
}

function locksAbove(lines: readonly LineLimits[], { budgetMicros, currency }: Setting): string | null {
  const locked = lines.filter(isLocked);
  const sum = locked.reduce((total, { baseMicros }) => total + baseMicros, 0);
  if (sum <= budgetMicros) return null;
  return tooMuch(
    `the locked budgets of ${namesOf(locked.map(idOf))} sum to`,
    sum,
    'the budget is',
    budgetMicros,
    currency,
  );
}

function clashInGroup(lines: readonly LineLimits[], tree: ChannelGroups, setting: Setting): string | null {
  const { budgetMicros, unit, currency } = setting;
  let clash: string | null = null;
  const spans = lines.map((line): Span => [statedMin(line), isLocked(line) ? Infinity : (line.maxMicros ?? Infinity)]);
  foldUp(tree, spans, (group, [low, high]) => {
    const { rule } = group;
    const min = minOf(group, lines, unit);
    const max = groupMax(rule, budgetMicros, unit);
    const least = Math.max(low, min);
    if (least > max) {
      const holder =
        min > low ? `the minimum of group '${rule.name}' is` : `the minimums in group '${rule.name}' sum to`;
      clash ??= tooMuch(holder, least, 'its maximum is', max, currency);
    }
    if (min > high) {
      clash ??= tooMuch(`the minimum of group '${rule.name}' is`, min, 'the maximums in it sum to', high, currency);
    }
    return [least, Math.min(high, max)];
  });
  return clash ?? sharesBelowWhole(lines, tree);
}

/** Where groups hold every channel and their shares do not add up to the whole, no budget above 0 satisfies them. */
function sharesBelowWhole(lines: readonly LineLimits[], tree: ChannelGroups): string | null {
  const shares = foldUp(
    tree,
    lines.map((): Span => [0, Infinity]),
    ({ rule, lines: members }, [, high]) => [0, members.length === 0 ? 0 : Math.min(high, rule.maxShare ?? Infinity)],
  );
  const [, share] = shares.total;
  // Shares are written in hundredths; less than this is the noise of adding them up.
  if (lines.length === 0 || share > 1 - 1e-9) return null;
  const names = tree.groups.filter(({ rule }) => rule.maxShare !== null).map(({ rule }) => `'${rule.name}'`);
  return `the groups ${namesOf(names)} hold every channel, and their shares sum to ${percent(share)}: ${percent(1 - share)} too little`;
}

function minimumsAbove(lines: readonly LineLimits[], tree: ChannelGroups, setting: Setting): string | null {
  const { budgetMicros, unit, currency } = setting;
  const decisive = new Set<ChannelGroup>();
  const least = foldUp(
    tree,
    lines.map((line): Span => [isLocked(line) ? line.baseMicros : statedMin(line), 0]),
    (group, [low]) => {
      const min = minOf(group, lines, unit);
      if (min > low) decisive.add(group);
      return [Math.max(low, min), 0];
    },
  );
  const [sum] = least.total;
  if (sum <= budgetMicros) return null;
  const covered = new Set([...decisive].flatMap(({ lines: members }) => members));
  const named = lines.filter((_line, index) => !covered.has(index));
  const groups = [...decisive].map(({ rule }) => `group '${rule.name}'`);
  const minimums = [...named.filter((line) => statedMin(line) > 0).map(idOf), ...groups];
  const locked = named.filter(isLocked).map(idOf);
  const holders = [
    minimums.length === 0 ? '' : `the minimums of ${namesOf(minimums)}`,
    locked.length === 0 ? '' : `the locked budgets of ${namesOf(locked)}`,
  ].filter((holder) => holder !== '');
  return tooMuch(`${holders.join(' and ')} sum to`, sum, 'the budget is', budgetMicros, currency);
}

function isLocked({ keep }: LineLimits): boolean {
  return keep === 'lock';
}

function idOf({ channel }: LineLimits): string {
  return channel.channel;
}

function statedMin(line: LineLimits): Micros {
  return isLocked(line) || line.baseMicros === 0 || line.minOfPlatform ? 0 : (line.minMicros ?? 0);
}

function minOf({ rule, lines: members }: ChannelGroup, lines: readonly LineLimits[], unit: Micros): Micros {
  const canMove = members.some((index) => (lines[index]?.baseMicros ?? 0) > 0);
  return canMove ? ceilToUnit(rule.minMicros ?? 0, unit) : 0;
}

function tooMuch(holder: string, sum: Micros, limiter: string, limit: Micros, currency: string): string {
  const money = (micros: Micros) => formatMicros(micros, currency);
  return `${holder} ${money(sum)}, ${limiter} ${money(limit)}: ${money(sum - limit)} too much`;
}

/** `a, b and c`; of many the first five. */
function namesOf(names: readonly string[]): string {
  const NAMES_MAX = 5;
  const shown = names.slice(0, NAMES_MAX);
  if (names.length > NAMES_MAX) return `${shown.join(', ')} and ${names.length - NAMES_MAX} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
