import { channelMatcher, type ChannelId } from '../core/channel.ts';
import type { Micros } from '../core/money.ts';
import type { GroupRule } from '../core/policy.ts';
import { groupTree } from './allocate/group-tree.ts';
import { clamp } from './clamp.ts';
import { ceilToUnit, floorToUnit, partOf } from './whole-units.ts';

/** A group of the policy with the lines it holds, as indices; `parent` is an index into the groups, -1 for none. */
export interface ChannelGroup {
  readonly rule: GroupRule;
  readonly lines: readonly number[];
  readonly parent: number;
}

/** Every group after the ones that hold it. `lineParent` is each line's innermost group, -1 for none. */
export interface ChannelGroups {
  readonly groups: readonly ChannelGroup[];
  readonly lineParent: ArrayLike<number>;
}

const NO_RETURN = { kind: 'hill', ceiling: 0, halfSaturation: 1, slope: 1 } as const;

/** Sorts the channels into the policy's groups. Throws `GroupClash` where two overlap and neither holds the other. */
export function channelGroups(rules: readonly GroupRule[], channels: readonly ChannelId[]): ChannelGroups {
  const members = rules.map((rule) => {
    const matchers = rule.match.map(channelMatcher);
    return channels.filter((channel) => matchers.some((matches) => matches(channel)));
  });
  const ruleByName = new Map(rules.map((rule) => [rule.name, rule]));
  const place = new Map(channels.map((channel, index) => [channel, index]));
  const tree = groupTree({
    lines: channels.map((id) => ({ id, curve: NO_RETURN })),
    groups: rules.map(({ name }, index) => ({ id: name, lines: members[index] ?? [] })),
  });
  const groups = tree.groups.flatMap(({ id, lines }, index) => {
    const rule = ruleByName.get(id);
    const indices = lines.flatMap((line) => place.get(line) ?? []);
    return rule === undefined ? [] : [{ rule, lines: indices, parent: tree.groupParent[index] ?? -1 }];
  });
  return { groups, lineParent: tree.lineParent };
}

/** A lower and an upper bound, in micros. */
export type Span = readonly [low: number, high: number];

/** What each group, and the whole account, may sum to. */
export interface Corridor {
  readonly groups: readonly Span[];
  readonly total: Span;
}

/** Adds spans from the leaves up; `at` says what a group makes of the sum of its lines and groups. */
export function foldUp(
  { groups, lineParent }: ChannelGroups,
  lines: readonly Span[],
  at: (group: ChannelGroup, sum: Span, index: number) => Span,
): Corridor {
  // The last of each is the account's: a parent of -1 is one past the groups.
  const lows = new Float64Array(groups.length + 1);
  const highs = new Float64Array(groups.length + 1);
  const add = (parent: number, [low, high]: Span): void => {
    const at = parent < 0 ? groups.length : parent;
    lows[at] = (lows[at] ?? 0) + low;
    highs[at] = (highs[at] ?? 0) + high;
  };
  const sumAt = (at: number): Span => [lows[at] ?? 0, highs[at] ?? 0];
  for (const [index, span] of lines.entries()) add(lineParent[index] ?? -1, span);
  const spans: Span[] = [];
  for (let index = groups.length - 1; index >= 0; index -= 1) {
    const group = groups[index];
    if (group === undefined) continue;
    const span = at(group, sumAt(index), index);
    spans[index] = span;
    add(group.parent, span);
  }
  return { groups: spans, total: sumAt(groups.length) };
}

/** The group's own maximum under that budget: its `max`, or its share of the budget. Infinity where it has neither. */
export function groupMax({ maxMicros, maxShare }: GroupRule, budgetMicros: Micros, unit: Micros): number {
  return Math.min(
    maxMicros === null ? Infinity : floorToUnit(maxMicros, unit),
    maxShare === null ? Infinity : partOf(budgetMicros, maxShare, unit),
  );
}

/**
 * The limits of all groups, made reachable: where the bounds of its lines keep a group from its limit, it goes as near
 * as they allow. `minScale` below 1 lets the minimums of groups give way, where they and the total cannot both hold.
 */
function corridorOf(
  tree: ChannelGroups,
  lines: readonly Span[],
  { budgetMicros, unit, minScale = 1 }: { budgetMicros: Micros; unit: Micros; minScale?: number },
): Corridor {
  return foldUp(tree, lines, ({ rule }, [low, high]) => {
    const min = clamp(ceilToUnit(rule.minMicros ?? 0, unit), low, high);
    const reachedMin = low + floorToUnit(minScale * (min - low), unit);
    return [reachedMin, clamp(groupMax(rule, budgetMicros, unit), reachedMin, high)];
  });
}

/** The corridor with minimums of groups lowered, all by the same share, as far as the budget forces them. */
export function corridorWithin(
  tree: ChannelGroups,
  lines: readonly Span[],
  { budgetMicros, unit }: { budgetMicros: Micros; unit: Micros },
): Corridor {
  const scaled = (minScale: number) => corridorOf(tree, lines, { budgetMicros, unit, minScale });
  const whole = scaled(1);
  if (whole.total[0] <= budgetMicros) return whole;
  const SCALE_STEPS = 40;
  let [fits, tooMuch] = [0, 1];
  for (let step = 0; step < SCALE_STEPS; step += 1) {
    const middle = (fits + tooMuch) / 2;
    if (scaled(middle).total[0] <= budgetMicros) fits = middle;
    else tooMuch = middle;
  }
  return scaled(fits);
}

/** The innermost group of each line that stands at its minimum or maximum; null where none does. */
export function groupsAtLimit(
  tree: ChannelGroups,
  spends: readonly Micros[],
  { unit }: { unit: Micros },
): (`group:${string}` | null)[] {
  const budgetMicros = spends.reduce((sum, spend) => sum + spend, 0);
  const sums = foldUp(
    tree,
    spends.map((spend): Span => [spend, spend]),
    (_group, sum) => sum,
  );
  const atLimit = tree.groups.map(({ rule }, index) => {
    const [sum] = sums.groups[index] ?? [0];
    const atMin = rule.minMicros !== null && sum === ceilToUnit(rule.minMicros, unit);
    return atMin || sum === groupMax(rule, budgetMicros, unit);
  });
  return spends.map((_spend, line): `group:${string}` | null => {
    let group = tree.lineParent[line] ?? -1;
    while (group >= 0 && atLimit[group] !== true) group = tree.groups[group]?.parent ?? -1;
    const holder = tree.groups[group];
    return holder === undefined ? null : `group:${holder.rule.name}`;
  });
}
