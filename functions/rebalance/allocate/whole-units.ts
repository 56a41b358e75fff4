import { emptyPlan, type ConcavePlan } from './concave-plan.ts';
import { curveReturnAt, curveSlopeAt, fillDemand, MULTIPLIER_MIN, type Demand } from './demand.ts';
import type { Field, FieldNode } from './field.ts';
import type { Grid } from './grid.ts';
import type { Limits } from './limits.ts';

/**
 * Beyond so many units the difference of two returns has lost its digits, and the slope in the middle of the unit,
 * whose own error is of order units⁻², is the better figure for what the unit returns.
 */
const DIFFERENCE_UNITS_MAX = 1e5;
const ROUNDS_MAX = 400;

interface Search {
  readonly field: Field;
  readonly demand: Demand;
  readonly limits: Limits;
  readonly grid: Grid;
  /** Boxes of lines and limits of nodes, in units. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly nodeLow: Float64Array;
  readonly nodeHigh: Float64Array;
  readonly units: Float64Array;
  readonly total: Float64Array;
  readonly response: Float64Array;
  readonly cheap: Float64Array;
  readonly dear: Float64Array;
  readonly cheapTotal: Float64Array;
  readonly dearTotal: Float64Array;
  readonly chosen: Float64Array;
  readonly plan: ConcavePlan;
}

/**
 * The best split into whole units of lines that are concave between whole units. Limits over a tree and gains that
 * fall make the greedy order optimal (Federgruen and Groenevelt 1986): the units taken are the ones that return most.
 * They are found by price, as without units; only the units whose gain lies next to the price are put in order.
 * Units of equal gain go to each line in proportion to how many it could take, what is left over to the first by id.
 */
export function planWholeUnits(
  field: Field,
  demand: Demand,
  limits: Limits,
  grid: Grid,
  continuous: ConcavePlan,
  budgetUnits: number,
): ConcavePlan {
  const { size } = field;
  const nodes = field.nodes.length;
  const inUnits = (amounts: Float64Array): Float64Array => amounts.map((amount) => grid.floor(amount));
  const search: Search = {
    field,
    demand,
    limits,
    grid,
    low: inUnits(demand.low),
    high: inUnits(demand.high),
    nodeLow: inUnits(limits.low),
    nodeHigh: inUnits(limits.high),
    units: new Float64Array(size),
    total: new Float64Array(nodes),
    response: new Float64Array(nodes),
    cheap: new Float64Array(size),
    dear: new Float64Array(size),
    cheapTotal: new Float64Array(nodes),
    dearTotal: new Float64Array(nodes),
    chosen: new Float64Array(size),
    plan: emptyPlan(field),
  };
  split(search, 0, budgetUnits, continuous.multiplier[0] ?? 1);
  search.chosen.forEach((units, at) => {
    search.plan.spend[at] = grid.amount(units);
  });
  return search.plan;
}

/** Whole units of each line in [from, end) at a price, left in `demand.spend` as amounts: what `boundOf` asks for. */
export function fillWholeUnits(demand: Demand, grid: Grid, from: number, end: number, price: number): void {
  fillDemand(demand, from, end, price, false);
  for (let at = from; at < end; at += 1) {
    const low = grid.floor(demand.low[at] ?? 0);
    const high = grid.floor(demand.high[at] ?? 0);
    demand.spend[at] = grid.amount(unitsAt(demand, at, grid, price, low, high));
  }
}

/** What the last of so many units of a line returns. */
function gainOf(demand: Demand, at: number, grid: Grid, units: number): number {
  if (units > DIFFERENCE_UNITS_MAX && demand.kinked[at] !== 1) {
    return curveSlopeAt(demand, at, (units - 0.5) * grid.unit) * grid.unit;
  }
  return curveReturnAt(demand, at, grid.amount(units)) - curveReturnAt(demand, at, grid.amount(units - 1));
}

/**
 * How many units each return more than the price: by the mean value theorem the continuous answer in `demand.spend`
 * rounded down, or one more; the second step each way is for rounding.
 */
function unitsAt(demand: Demand, at: number, grid: Grid, price: number, low: number, high: number): number {
  const worth = Math.max(price, MULTIPLIER_MIN) * grid.unit;
  let units = Math.min(high, Math.max(low, Math.floor((demand.spend[at] ?? 0) / grid.unit)));
  for (let step = 0; step < 2 && units < high && gainOf(demand, at, grid, units + 1) > worth; step += 1) units += 1;
  for (let step = 0; step < 2 && units > low && gainOf(demand, at, grid, units) <= worth; step += 1) units -= 1;
  return units;
}

function split(search: Search, index: number, amount: number, start: number): void {
  const { field, plan, grid } = search;
  const node = field.nodes[index];
  if (node === undefined) return;
  plan.allotted[index] = grid.amount(amount);
  const ends = sumOfEnds(search, index);
  if (amount <= ends.low || amount >= ends.high) {
    const low = amount <= ends.low;
    plan.pinned[index] = 1;
    for (let at = node.from; at < node.ownEnd; at += 1) {
      search.chosen[at] = (low ? search.low : search.high)[at] ?? 0;
    }
    for (const child of node.children)
      split(search, child, (low ? search.nodeLow : search.nodeHigh)[child] ?? 0, start);
    plan.multiplier[index] = gainAtCorner(search, index);
    return;
  }
  const price = bracket(search, index, amount, start > 0 && start < Infinity ? start : 1);
  const few = (search.cheapTotal[index] ?? 0) - (search.dearTotal[index] ?? 0) <= 64 + node.end - node.from;
  plan.multiplier[index] = price;
  if (few) shareInOrder(search, index, amount, start);
  else shareEqually(search, index, amount, price);
}

function sumOfEnds({ field, low, high, nodeLow, nodeHigh }: Search, index: number): { low: number; high: number } {
  const node = field.nodes[index];
  const sums = { low: 0, high: 0 };
  if (node === undefined) return sums;
  for (let at = node.from; at < node.ownEnd; at += 1) {
    sums.low += low[at] ?? 0;
    sums.high += high[at] ?? 0;
  }
  for (const child of node.children) {
    sums.low += nodeLow[child] ?? 0;
    sums.high += nodeHigh[child] ?? 0;
  }
  return sums;
}

function sumUnits(search: Search, index: number, price: number): void {
  const { field, demand, grid, low, high, units, total, response } = search;
  const top = field.nodes[index];
  if (top === undefined) return;
  fillDemand(demand, top.from, top.end, price, price === 0);
  for (let at = top.from; at < top.end; at += 1) {
    const ceiling = high[at] ?? 0;
    units[at] = price === 0 ? ceiling : unitsAt(demand, at, grid, price, low[at] ?? 0, ceiling);
  }
  for (let at = index; at < top.nodeEnd; at += 1) {
    const node = field.nodes[at];
    let sum = 0;
    let fall = 0;
    for (let line = node?.from ?? 0; line < (node?.ownEnd ?? 0); line += 1) {
      sum += units[line] ?? 0;
      fall += demand.response[line] ?? 0;
    }
    total[at] = sum;
    response[at] = fall;
  }
  for (let at = top.nodeEnd - 1; at > index; at -= 1) {
    const parent = field.nodes[at]?.parent ?? 0;
    const sum = total[at] ?? 0;
    const held = clampToNode(search, at, sum);
    total[parent] = (total[parent] ?? 0) + held;
    if (held === sum) response[parent] = (response[parent] ?? 0) + (response[at] ?? 0);
  }
}

function clampToNode({ nodeLow, nodeHigh }: Search, index: number, sum: number): number {
  return Math.min(nodeHigh[index] ?? Infinity, Math.max(nodeLow[index] ?? 0, sum));
}

/** Leaves in `dear` and `cheap` the units at two prices on either side of the amount, few units apart if prices tell them apart. */
function bracket(search: Search, index: number, amount: number, start: number): number {
  const { field, units, total, cheap, dear, cheapTotal, dearTotal, response, grid } = search;
  const top = field.nodes[index];
  if (top === undefined) return start;
  let cheapPrice = 0;
  let dearPrice = Infinity;
  let cheapKnown = false;
  let price = start;
  let reach = 1.5;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    sumUnits(search, index, price);
    const sum = total[index] ?? 0;
    const [kept, keptTotal] = sum > amount || price === 0 ? [cheap, cheapTotal] : [dear, dearTotal];
    kept.set(units.subarray(top.from, top.end), top.from);
    keptTotal.set(total.subarray(index, top.nodeEnd), index);
    if (kept === cheap) {
      cheapPrice = price;
      cheapKnown = true;
    } else {
      dearPrice = price;
    }
    if (cheapKnown && dearPrice < Infinity) {
      const apart = (cheapTotal[index] ?? 0) - (dearTotal[index] ?? 0);
      const told = dearPrice - cheapPrice > 4e-16 * dearPrice && dearPrice > 2 * MULTIPLIER_MIN;
      if (apart <= 64 + top.end - top.from || !told) return dearPrice;
      price = dearPrice > 2 * cheapPrice ? geometricMean(cheapPrice, dearPrice) : (cheapPrice + dearPrice) / 2;
      continue;
    }
    const step = Math.max(1e-13, (reach * (Math.abs(amount - sum) + 0.5) * grid.unit) / (response[index] ?? 0));
    reach *= 4;
    const factor = Math.exp(Math.min(step, Math.min(reach, 300)));
    price = sum > amount || price === 0 ? Math.max(price, MULTIPLIER_MIN) * factor : price / factor;
    if (price < MULTIPLIER_MIN) price = 0;
    if (price > 1e299) return price;
  }
  return dearPrice;
}

function geometricMean(low: number, high: number): number {
  return low === 0 ? high / 1e16 : Math.sqrt(low) * Math.sqrt(high);
}

interface Candidate {
  readonly gain: number;
  /** Its number among its owner's candidates: of equal gains every owner's first comes before any second. */
  readonly turn: number;
  /** The place of a line, or −1 − the index of a node below. */
  readonly owner: number;
}

/** Units whose gain lies between the two prices, most gainful first; equal ones in the order of their owners' ids. */
function candidatesOf(search: Search, index: number): Candidate[] {
  const { field, demand, grid, cheap, dear, cheapTotal, dearTotal } = search;
  const node = field.nodes[index];
  const candidates: Candidate[] = [];
  if (node === undefined) return candidates;
  for (let at = node.from; at < node.ownEnd; at += 1) {
    for (let units = (dear[at] ?? 0) + 1; units <= (cheap[at] ?? 0); units += 1) {
      const turn = units - (dear[at] ?? 0);
      candidates.push({ gain: gainOf(demand, at, grid, units), turn, owner: at });
    }
  }
  for (const child of node.children) {
    const before = dearTotal[child] ?? 0;
    const least = clampToNode(search, child, before);
    const most = clampToNode(search, child, cheapTotal[child] ?? 0);
    if (most <= least) continue;
    // What lifts a group to its least is taken whatever it gains.
    const forced = Math.max(0, least - before);
    const open = candidatesOf(search, child).slice(forced, forced + most - least);
    for (const [turn, { gain }] of open.entries()) candidates.push({ gain, turn: turn + 1, owner: -1 - child });
  }
  return candidates.sort((left, right) => right.gain - left.gain || left.turn - right.turn);
}

function shareInOrder(search: Search, index: number, amount: number, price: number): void {
  const { field, plan, grid, chosen, dear, dearTotal } = search;
  const node = field.nodes[index];
  if (node === undefined) return;
  const candidates = candidatesOf(search, index);
  const taken = amount - (dearTotal[index] ?? 0);
  const counts = new Map<number, number>();
  for (const { owner } of candidates.slice(0, taken)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  let settled = price;
  if (!Number.isNaN(plan.multiplier[index] ?? NaN)) {
    const last = candidates[taken - 1]?.gain ?? edgeGain(search, node, 0);
    const next = candidates[taken]?.gain ?? edgeGain(search, node, 1);
    settled = Math.min(last / grid.unit, Math.max(next / grid.unit, index === 0 ? 0 : price));
    plan.multiplier[index] = settled;
  }
  for (let at = node.from; at < node.ownEnd; at += 1) chosen[at] = (dear[at] ?? 0) + (counts.get(at) ?? 0);
  for (const child of node.children) {
    const childAmount = clampToNode(search, child, dearTotal[child] ?? 0) + (counts.get(-1 - child) ?? 0);
    shareChild(search, child, childAmount, settled, shareInOrder);
  }
}

/** The least gain of a unit that both prices take, or the best of one that neither takes, in a node and below it. */
function edgeGain({ demand, grid, low, high, cheap, dear }: Search, node: FieldNode, step: 0 | 1): number {
  let edge = step === 0 ? Infinity : 0;
  for (let at = node.from; at < node.end; at += 1) {
    const units = (step === 0 ? dear : cheap)[at] ?? 0;
    if (step === 0 ? units <= (low[at] ?? 0) : units >= (high[at] ?? 0)) continue;
    const gain = gainOf(demand, at, grid, units + step);
    edge = step === 0 ? Math.min(edge, gain) : Math.max(edge, gain);
  }
  return edge;
}

/** The prices cannot tell these units apart: each owner takes the same share of what it could. */
function shareEqually(search: Search, index: number, amount: number, price: number): void {
  const { field, chosen, cheap, dear, cheapTotal, dearTotal } = search;
  const node = field.nodes[index];
  if (node === undefined) return;
  const lines = Array.from({ length: node.ownEnd - node.from }, (_, offset) => node.from + offset);
  const least = [
    ...lines.map((at) => dear[at] ?? 0),
    ...node.children.map((child) => clampToNode(search, child, dearTotal[child] ?? 0)),
  ];
  const most = [
    ...lines.map((at) => cheap[at] ?? 0),
    ...node.children.map((child) => clampToNode(search, child, cheapTotal[child] ?? 0)),
  ];
  const shares = proportional(least, most, amount);
  for (const [offset, at] of lines.entries()) chosen[at] = shares[offset] ?? 0;
  for (const [offset, child] of node.children.entries()) {
    shareChild(search, child, shares[lines.length + offset] ?? 0, price, shareEqually);
  }
}

function shareChild(
  search: Search,
  child: number,
  amount: number,
  price: number,
  share: (search: Search, index: number, amount: number, price: number) => void,
): void {
  const { nodeLow, nodeHigh, dearTotal, cheapTotal } = search;
  const lifted = amount <= (nodeLow[child] ?? 0) && amount > (dearTotal[child] ?? 0);
  const capped = amount >= (nodeHigh[child] ?? Infinity) && amount < (cheapTotal[child] ?? 0);
  // At a limit of its own a group has a price of its own.
  if (lifted || capped || amount < (dearTotal[child] ?? 0) || amount > (cheapTotal[child] ?? 0)) {
    split(search, child, amount, price);
  } else {
    share(search, child, amount, price);
  }
}

/** Whole numbers between `least` and `most` that sum to an amount, as even a share of each range as wholes allow. */
function proportional(least: readonly number[], most: readonly number[], amount: number): number[] {
  const bottom = least.reduce((sum, value) => sum + value, 0);
  const room = most.reduce((sum, value) => sum + value, 0) - bottom;
  const way = room > 0 ? (amount - bottom) / room : 0;
  const shares = least.map((value, index) => value + Math.floor(way * ((most[index] ?? value) - value)));
  let left = amount - shares.reduce((sum, value) => sum + value, 0);
  for (let round = 0; left !== 0 && round < 4; round += 1) {
    for (let index = 0; index < shares.length && left !== 0; index += 1) {
      const share = shares[index] ?? 0;
      if (left > 0 && share < (most[index] ?? 0)) {
        shares[index] = share + 1;
        left -= 1;
      } else if (left < 0 && share > (least[index] ?? 0)) {
        shares[index] = share - 1;
        left += 1;
      }
    }
  }
  return shares;
}

/** Per unit of money: what the next whole unit returns where every line stands at an end; else what the last one did. */
function gainAtCorner(search: Search, index: number): number {
  const next = gainBeside(search, index, 1);
  if (next >= 0) return next / search.grid.unit;
  const last = gainBeside(search, index, 0);
  return last < Infinity ? last / search.grid.unit : 0;
}

/** The best gain of one unit more (`step` 1) of the lines with room, −1 without any; or the least gain of a last one. */
function gainBeside(search: Search, index: number, step: 0 | 1): number {
  const { field, demand, grid, low, chosen, plan } = search;
  const node = field.nodes[index];
  const gains: number[] = [];
  for (let at = node?.from ?? 0; at < (node?.ownEnd ?? 0); at += 1) {
    const units = chosen[at] ?? 0;
    const open = step === 1 ? units < grid.floor(field.max[at] ?? Infinity) : units > (low[at] ?? 0);
    if (open) gains.push(gainOf(demand, at, grid, units + step));
  }
  for (const child of node?.children ?? []) {
    const { min = 0, max = Infinity } = field.nodes[child] ?? {};
    const amount = plan.allotted[child] ?? (step === 1 ? 0 : Infinity);
    if (step === 1 ? amount < max || Number.isNaN(amount) : !(amount <= min))
      gains.push(gainBeside(search, child, step));
  }
  return step === 1
    ? gains.reduce((best, gain) => Math.max(best, gain), -1)
    : gains.reduce((least, gain) => Math.min(least, gain), Infinity);
}
