import { curveReturnAt, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import type { Limits } from './limits.ts';

/** Additions allowed: about 0.1 s. */
const STEPS_MAX = 32e6;

/** The best return of each whole number of units from `low` on, in a line or a part of the tree. */
interface Returns {
  readonly low: number;
  readonly best: Float64Array;
}

/** Of a part of the tree; and how much of it each part took that was joined to it. */
interface Table extends Returns {
  readonly joined: readonly Joined[];
}

interface Joined {
  /** The place of a line, or −1 − the index of a node. */
  readonly owner: number;
  readonly table: Table | null;
  /** The least number of units in all parts so far; from there on, what this part took of each. */
  readonly low: number;
  readonly taken: Int32Array;
}

interface Tree {
  readonly field: Field;
  readonly demand: Demand;
  readonly limits: Limits;
  readonly grid: Grid;
  readonly most: number;
}

/** Whether whole units of curves of any shape can be tried out, all of them, within the boxes. */
export function isSmallEnough(field: Field, demand: Demand, limits: Limits, grid: Grid, budgetUnits: number): boolean {
  return stepsOf({ field, demand, limits, grid, most: budgetUnits }, 0) <= STEPS_MAX;
}

/** The best spends in whole units, whatever the shapes: every number of units tried for every line. By place. */
export function spendsByDynamicProgram(
  field: Field,
  demand: Demand,
  limits: Limits,
  grid: Grid,
  budgetUnits: number,
): Float64Array {
  const spends = new Float64Array(field.size);
  readBack(tableOf({ field, demand, limits, grid, most: budgetUnits }, 0), grid, budgetUnits, spends);
  return spends;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** The parts of a node, its own lines first, and what its sum may be. */
function partsOf({ field, demand, limits, grid, most }: Tree, index: number): { parts: Range[]; sum: Range } {
  const node = field.nodes[index];
  const range = (low: number, high: number): Range => ({ low: grid.ceil(low), high: Math.min(most, grid.floor(high)) });
  const parts: Range[] = [];
  for (let at = node?.from ?? 0; at < (node?.ownEnd ?? 0); at += 1) {
    parts.push(range(demand.low[at] ?? 0, demand.high[at] ?? 0));
  }
  for (const child of node?.children ?? []) parts.push(range(limits.low[child] ?? 0, limits.high[child] ?? most));
  const sum = index === 0 ? { low: most, high: most } : range(limits.low[index] ?? 0, limits.high[index] ?? most);
  return { parts, sum };
}

/** After each part, what all so far may sum to, if the others are to make up the rest. */
function sumsOf(parts: readonly Range[], sum: Range): Range[] {
  let { low: restLow, high: restHigh } = total(parts);
  let low = 0;
  let high = 0;
  return parts.map((part) => {
    restLow -= part.low;
    restHigh -= part.high;
    low = Math.max(low + part.low, sum.low - restHigh);
    high = Math.min(high + part.high, sum.high - restLow);
    return { low, high };
  });
}

function total(parts: readonly Range[]): Range {
  return parts.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), { low: 0, high: 0 });
}

function widthOf({ low, high }: Range): number {
  return Math.max(0, high - low + 1);
}

function stepsOf(tree: Tree, index: number): number {
  const { parts, sum } = partsOf(tree, index);
  const sums = sumsOf(parts, sum);
  const own = parts.reduce((steps, part, at) => {
    const before = at === 0 ? 1 : widthOf(sums[at - 1] ?? part);
    return steps + widthOf(part) * before;
  }, 0);
  return (tree.field.nodes[index]?.children ?? []).reduce((steps, child) => steps + stepsOf(tree, child), own);
}

function tableOf(tree: Tree, index: number): Table {
  const { field, demand, grid } = tree;
  const node = field.nodes[index];
  const { parts, sum } = partsOf(tree, index);
  const sums = sumsOf(parts, sum);
  const lines = (node?.ownEnd ?? 0) - (node?.from ?? 0);
  let reached: Returns = { low: 0, best: new Float64Array(1) };
  const joined = parts.map((range, part): Joined => {
    const at = (node?.from ?? 0) + part;
    const child = node?.children[part - lines] ?? 0;
    const table = part < lines ? null : tableOf(tree, child);
    const best = Float64Array.from({ length: widthOf(range) }, (_, units) =>
      table === null
        ? curveReturnAt(demand, at, grid.amount(range.low + units))
        : (table.best[range.low + units - table.low] ?? -Infinity),
    );
    const { sum: next, taken } = joinParts(reached, { low: range.low, best }, sums[part] ?? range);
    reached = next;
    return { owner: table === null ? at : -1 - child, table, low: next.low, taken };
  });
  return { ...reached, joined };
}

/** The best of each sum within a range of two parts together, and how much of it the second took. */
function joinParts(before: Returns, part: Returns, { low, high }: Range): { sum: Returns; taken: Int32Array } {
  const length = Math.max(0, high - low + 1);
  const best = new Float64Array(length).fill(-Infinity);
  const taken = new Int32Array(length);
  for (let more = 0; more < part.best.length; more += 1) {
    const value = part.best[more] ?? -Infinity;
    const shift = before.low + part.low + more - low;
    const first = Math.max(0, -shift);
    const end = Math.min(before.best.length, length - shift);
    for (let at = first; at < end; at += 1) {
      const reached = (before.best[at] ?? -Infinity) + value;
      if (reached <= (best[at + shift] ?? -Infinity)) continue;
      best[at + shift] = reached;
      taken[at + shift] = part.low + more;
    }
  }
  return { sum: { low, best }, taken };
}

function readBack(table: Table, grid: Grid, units: number, spends: Float64Array): void {
  let left = units;
  for (const { owner, table: below, low, taken } of table.joined.toReversed()) {
    const part = taken[left - low] ?? 0;
    if (below === null) spends[owner] = grid.amount(part);
    else readBack(below, grid, part, spends);
    left -= part;
  }
}
