import type { Micros } from '../core/money.ts';
import { allot } from './allocate/allocate.ts';
import { corridorWithin, foldUp, type ChannelGroups, type Corridor, type Span } from './channel-groups.ts';
import { clamp } from './clamp.ts';
import { ceilToUnit } from './whole-units.ts';

/** A line on the way to a plan: its bounds, and where it would stand if it could be kept. */
export interface SettlingLine {
  readonly id: string;
  readonly span: Span;
  readonly baseMicros: Micros;
  /** To be kept at its base as far as the limits allow; the others are free within their bounds. */
  readonly kept: boolean;
}

/** Bounds that hold together: kept lines are points, and the budget can be spent to the unit within them. */
export interface Settled {
  readonly lines: readonly Span[];
  readonly groups: readonly Span[];
  /** As near to the total as the limits allow. */
  readonly budgetMicros: Micros;
  /** What must be spent at least. */
  readonly leastMicros: Micros;
}

/** Each round lowers the budget by what shares of it forbid; they shrink geometrically, by the sum of the shares. */
const ROUNDS_MAX = 1000;

/**
 * Settles kept lines and the reachable budget under the total and the groups. Kept lines leave their base only as far as
 * their own bounds, the total or a group force them: up or down in proportion to it.
 * The caller has seen to it that the low bounds sum to at most the total.
 */
export function settle(
  lines: readonly SettlingLine[],
  tree: ChannelGroups,
  { totalMicros, unit }: { totalMicros: Micros; unit: Micros },
): Settled {
  let budgetMicros = totalMicros;
  for (let round = 0; ; round += 1) {
    const corridor = corridorWithin(
      tree,
      lines.map(({ span }) => span),
      { budgetMicros, unit },
    );
    const spans = keepSpans(lines, tree, corridor, { budgetMicros, unit });
    const reach = reachOf(spans, tree, corridor);
    const reached = Math.min(budgetMicros, reach.total[1]);
    if (reached === budgetMicros || round === ROUNDS_MAX) {
      return { lines: spans, groups: reach.groups, budgetMicros: reached, leastMicros: reach.total[0] };
    }
    budgetMicros = reached;
  }
}

/** What the groups and the account can sum to when the lines have these spans. */
function reachOf(spans: readonly Span[], tree: ChannelGroups, corridor: Corridor): Corridor {
  return foldUp(tree, spans, (_group, [low, high], index) => {
    const [min, max] = corridor.groups[index] ?? [0, Infinity];
    return [Math.max(low, min), Math.min(high, max)];
  });
}

function keepSpans(
  lines: readonly SettlingLine[],
  tree: ChannelGroups,
  corridor: Corridor,
  { budgetMicros, unit }: { budgetMicros: Micros; unit: Micros },
): Span[] {
  const wanted = raiseIntoGroups(lines, tree, corridor, unit);
  const spans = lines.map(({ kept, span }, index): Span => {
    const want = wanted[index] ?? 0;
    return kept ? [want, want] : span;
  });
  const reach = reachOf(spans, tree, corridor);
  const groupsHold = reach.groups.every(([low], index) => low <= (corridor.groups[index]?.[1] ?? Infinity));
  if (groupsHold && reach.total[0] <= budgetMicros) return spans;
  return lowerInProportion(lines, wanted, tree, corridor, { budgetMicros, unit });
}

/** Where each kept line wants to be: its base within its bounds, raised where its group cannot meet its minimum else. */
function raiseIntoGroups(
  lines: readonly SettlingLine[],
  tree: ChannelGroups,
  corridor: Corridor,
  unit: Micros,
): Micros[] {
  let wanted = lines.map(({ span: [low, high], baseMicros }) => clamp(baseMicros, low, high));
  const shortIn = (values: readonly Micros[], group: number) =>
    (mostOf(lines, values, tree, corridor)[group] ?? 0) < (corridor.groups[group]?.[0] ?? 0);
  for (const [group, { lines: members }] of [...tree.groups.entries()].reverse()) {
    if (!shortIn(wanted, group)) continue;
    const held = wanted;
    const raisedBy = (factor: number) => {
      const raised = [...held];
      for (const member of members) {
        const high = lines[member]?.span[1] ?? 0;
        raised[member] = Math.min(high, ceilToUnit((held[member] ?? 0) * factor, unit));
      }
      return raised;
    };
    // maxChange is at most tenfold, so every line is at its bound before the factor is.
    let [short, enough] = [1, 2 ** 10];
    for (let step = 0; step < 50; step += 1) {
      const middle = (short + enough) / 2;
      if (shortIn(raisedBy(middle), group)) short = middle;
      else enough = middle;
    }
    wanted = raisedBy(enough);
  }
  return wanted;
}

/** The most each group can sum to with kept lines at these values and free ones at their bounds. */
function mostOf(
  lines: readonly SettlingLine[],
  values: readonly Micros[],
  tree: ChannelGroups,
  corridor: Corridor,
): Micros[] {
  const spans = lines.map(({ kept, span: [, high] }, line): Span => [0, kept ? (values[line] ?? 0) : high]);
  const most = foldUp(tree, spans, (_group, [, high], index) => [
    0,
    Math.min(high, corridor.groups[index]?.[1] ?? Infinity),
  ]);
  return most.groups.map(([, high]) => high);
}

/**
 * Kept lines lowered in proportion to where they want to be, free lines at their least: the allocator on square-root
 * curves, whose slope scale/(2√x) is equal where spends stand in the ratio of the squared scales.
 */
function lowerInProportion(
  lines: readonly SettlingLine[],
  wanted: readonly Micros[],
  tree: ChannelGroups,
  corridor: Corridor,
  { budgetMicros, unit }: { budgetMicros: Micros; unit: Micros },
): Span[] {
  // A free line's claim is so small that rounding to units hides it.
  const FREE_WEIGHT = 1e-12;
  const spans = lines.map(({ kept, span: [low, high] }, index): Span => [low, kept ? (wanted[index] ?? high) : high]);
  const reach = reachOf(spans, tree, corridor);
  const answer = allot({
    budget: Math.min(budgetMicros, reach.total[1]),
    unit,
    lines: lines.map(({ id, kept, baseMicros }, index) => {
      const [min, max] = spans[index] ?? [0, 0];
      const scale = Math.sqrt(baseMicros * (kept ? 1 : FREE_WEIGHT));
      return { id, min, max, curve: { kind: 'power', scale, exponent: 0.5 } };
    }),
    groups: problemGroups(lines, tree, reach.groups),
  });
  if (answer.status !== 'optimal') throw new Error(`settled limits that cannot hold: ${answer.message}`);
  return lines.map(({ kept, span }, index): Span => {
    const spend = answer.spends[index] ?? 0;
    return kept ? [spend, spend] : span;
  });
}

/** The groups as the allocator takes them. */
export function problemGroups(
  lines: readonly { readonly id: string }[],
  tree: ChannelGroups,
  spans: readonly Span[],
): { id: string; lines: string[]; min: number; max: number }[] {
  return tree.groups.map(({ rule, lines: members }, index) => {
    const [min, max] = spans[index] ?? [0, 0];
    return { id: rule.name, lines: members.flatMap((member) => lines[member]?.id ?? []), min, max };
  });
}
