import { curveReturnAt, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import type { Limits } from './limits.ts';

/** Steps allowed, lines · units²: about 0.1 s. 64 lines have it exact up to 500 units. */
const STEPS_MAX = 32e6;

/** The best return of each whole number of units in a part of the tree, and how much of it the last joined part took. */
interface Table {
  readonly best: Float64Array;
  readonly joined: readonly Joined[];
}

interface Joined {
  /** The place of a line, or −1 − the index of a node. */
  readonly owner: number;
  readonly table: Table | null;
  /** By number of units in all parts so far. */
  readonly taken: Int32Array;
}

/** Whether whole units of curves of any shape can be tried out, all of them. */
export function isSmallEnough(field: Field, budgetUnits: number): boolean {
  return (field.size + field.nodes.length) * (budgetUnits + 1) ** 2 <= STEPS_MAX;
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
  const table = tableOf(field, demand, limits, grid, budgetUnits, 0);
  readBack(table, grid, budgetUnits, spends);
  return spends;
}

function tableOf(field: Field, demand: Demand, limits: Limits, grid: Grid, most: number, index: number): Table {
  const node = field.nodes[index];
  let best: Float64Array = new Float64Array(most + 1).fill(-Infinity);
  best[0] = 0;
  const joined: Joined[] = [];
  const join = (owner: number, part: Float64Array, table: Table | null): void => {
    const { sum, taken } = joinParts(best, part);
    best = sum;
    joined.push({ owner, table, taken });
  };
  for (let at = node?.from ?? 0; at < (node?.ownEnd ?? 0); at += 1) {
    const low = grid.ceil(demand.low[at] ?? 0);
    const high = Math.min(most, grid.floor(demand.high[at] ?? 0));
    const part = new Float64Array(most + 1).fill(-Infinity);
    for (let units = low; units <= high; units += 1) part[units] = curveReturnAt(demand, at, grid.amount(units));
    join(at, part, null);
  }
  for (const child of node?.children ?? []) {
    const table = tableOf(field, demand, limits, grid, most, child);
    const low = grid.ceil(limits.low[child] ?? 0);
    const high = grid.floor(limits.high[child] ?? most);
    join(
      -1 - child,
      table.best.map((value, units) => (units >= low && units <= high ? value : -Infinity)),
      table,
    );
  }
  return { best, joined };
}

function joinParts(before: Float64Array, part: Float64Array): { sum: Float64Array; taken: Int32Array } {
  const sum = new Float64Array(before.length).fill(-Infinity);
  const taken = new Int32Array(before.length);
  for (let units = 0; units < part.length; units += 1) {
    const value = part[units] ?? -Infinity;
    if (value === -Infinity) continue;
    for (let total = units; total < sum.length; total += 1) {
      const reached = (before[total - units] ?? -Infinity) + value;
      if (reached <= (sum[total] ?? -Infinity)) continue;
      sum[total] = reached;
      taken[total] = units;
    }
  }
  return { sum, taken };
}

function readBack(table: Table, grid: Grid, units: number, spends: Float64Array): void {
  let left = units;
  for (const { owner, table: below, taken } of table.joined.toReversed()) {
    const part = taken[left] ?? 0;
    if (below === null) spends[owner] = grid.amount(part);
    else readBack(below, grid, part, spends);
    left -= part;
  }
}
