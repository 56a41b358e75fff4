import { fillDemand, MULTIPLIER_MIN, reliefSlopeAt, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import type { Limits } from './limits.ts';

/** The best split of a budget over lines that are concave (or taken by their hulls), within the tree of groups. */
export interface ConcavePlan {
  /** By place. */
  readonly spend: Float64Array;
  /** By node: what the next unit of money returns in it; NaN where a node has no price of its own but its parent's. */
  readonly multiplier: Float64Array;
  /** By node with a price of its own: what was split there. */
  readonly allotted: Float64Array;
  /** By node with a price of its own: 1 where everything in it stands at one end, so that the price decided nothing. */
  readonly pinned: Uint8Array;
}

interface Search {
  readonly field: Field;
  readonly demand: Demand;
  readonly limits: Limits;
  /** By node: the sum of its own lines and of what is below it, before its own limits; and how fast it falls. */
  readonly total: Float64Array;
  readonly response: Float64Array;
  /** Answers on the two sides of the price: `cheap` sums to at least the budget, `dear` to at most it. */
  readonly cheap: Float64Array;
  readonly dear: Float64Array;
  readonly cheapTotal: Float64Array;
  readonly dearTotal: Float64Array;
  readonly inOrder: boolean;
  readonly plan: ConcavePlan;
}

const ROUNDS_MAX = 300;
/** Rounding may put a spend on the wrong side of a kink; this far off it the slopes are those of its two sides. */
const KINK = 1e-12;
const ROUNDING = 4 * Number.EPSILON;

/**
 * Splits `budget`, which lies within the limits of the whole. Equal marginal returns are the optimum of a concave
 * problem: one multiplier is searched at which the lines' demands sum to the budget, a group that leaves its limits on
 * the way is held at the limit and searched again inside (Lagrangian duality over nested sums; see Patriksson 2008,
 * "A survey on the continuous nonlinear resource allocation problem").
 * Where several plans are as good, each line takes the same share of the range that is open to it; or, `inOrder`, one
 * after the other takes all it can, which leaves at most one line of a node on the chord of a hull.
 */
export function planConcave(
  field: Field,
  demand: Demand,
  limits: Limits,
  budget: number,
  inOrder = false,
): ConcavePlan {
  const search = searchOf(field, demand, limits, inOrder);
  split(search, 0, budget, NaN);
  return search.plan;
}

/** The most that is worth spending where the last unit has to return `price`, the limits of groups held. */
export function spendAtPrice(field: Field, demand: Demand, limits: Limits, price: number): number {
  const search = searchOf(field, demand, limits, false);
  sumDemand(search, 0, price, true);
  return clamp(search.total[0] ?? 0, limits.low[0] ?? 0, limits.high[0] ?? Infinity);
}

/** A plan in which nothing is decided yet. */
export function emptyPlan(field: Field): ConcavePlan {
  const nodes = field.nodes.length;
  return {
    spend: new Float64Array(field.size),
    multiplier: new Float64Array(nodes).fill(NaN),
    allotted: new Float64Array(nodes).fill(NaN),
    pinned: new Uint8Array(nodes),
  };
}

function searchOf(field: Field, demand: Demand, limits: Limits, inOrder: boolean): Search {
  const nodes = field.nodes.length;
  return {
    field,
    demand,
    limits,
    total: new Float64Array(nodes),
    response: new Float64Array(nodes),
    cheap: new Float64Array(field.size),
    dear: new Float64Array(field.size),
    cheapTotal: new Float64Array(nodes),
    dearTotal: new Float64Array(nodes),
    inOrder,
    plan: emptyPlan(field),
  };
}

/** Splits an amount over a node by a price of its own. */
function split(search: Search, node: number, amount: number, priceOfParent: number): void {
  const { plan } = search;
  plan.allotted[node] = amount;
  const ends = sumOfEnds(search, node);
  // What lies between an amount and an end by rounding alone is too little for a price to be found.
  const low = amount <= ends.low * (1 + ROUNDING);
  if (low || amount >= ends.high * (1 - ROUNDING)) {
    plan.pinned[node] = 1;
    pin(search, node, low);
    plan.multiplier[node] = priceAtCorner(search, node);
    return;
  }
  const start = priceOfParent > 0 && priceOfParent < Infinity ? priceOfParent : firstPrice(search, node, amount);
  const price = searchPrice(search, node, amount, start);
  const smooth = (search.response[node] ?? 0) > 0;
  const ranges = bracketPrice(search, node, amount, price);
  plan.multiplier[node] = price < MULTIPLIER_MIN ? 0 : price;
  share(search, node, amount);
  if (smooth || ranges) return;
  const corner = priceAtCorner(search, node);
  // An infinite slope at 0 that no number below the first unit can show says nothing about the price.
  if (corner < Infinity) plan.multiplier[node] = corner;
}

function sumOfEnds({ field, demand, limits }: Search, index: number): { low: number; high: number } {
  const node = field.nodes[index];
  let low = 0;
  let high = 0;
  if (node === undefined) return { low, high };
  for (let at = node.from; at < node.ownEnd; at += 1) {
    low += demand.low[at] ?? 0;
    high += demand.high[at] ?? 0;
  }
  for (const child of node.children) {
    low += limits.low[child] ?? 0;
    high += limits.high[child] ?? 0;
  }
  return { low, high };
}

function pin(search: Search, index: number, low: boolean): void {
  const { field, demand, limits, plan } = search;
  const node = field.nodes[index];
  if (node === undefined) return;
  const end = low ? demand.low : demand.high;
  for (let at = node.from; at < node.ownEnd; at += 1) plan.spend[at] = end[at] ?? 0;
  for (const child of node.children) split(search, child, (low ? limits.low : limits.high)[child] ?? 0, NaN);
}

/** Sums the demands at a price up the tree, each group within its limits. */
function sumDemand(search: Search, index: number, price: number, largest: boolean): void {
  const { field, demand, limits, total, response } = search;
  const top = field.nodes[index];
  if (top === undefined) return;
  fillDemand(demand, top.from, top.end, price, largest);
  for (let at = index; at < top.nodeEnd; at += 1) {
    const node = field.nodes[at];
    if (node === undefined) continue;
    let sum = 0;
    let fall = 0;
    for (let line = node.from; line < node.ownEnd; line += 1) {
      sum += demand.spend[line] ?? 0;
      fall += demand.response[line] ?? 0;
    }
    total[at] = sum;
    response[at] = fall;
  }
  for (let at = top.nodeEnd - 1; at > index; at -= 1) {
    const parent = field.nodes[at]?.parent ?? 0;
    const sum = total[at] ?? 0;
    const held = clamp(sum, limits.low[at] ?? 0, limits.high[at] ?? Infinity);
    total[parent] = (total[parent] ?? 0) + held;
    if (held === sum) response[parent] = (response[parent] ?? 0) + (response[at] ?? 0);
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The slope in the middle of things, of at most 64 lines: near enough for Newton's method to take over. */
function firstPrice({ field, demand }: Search, index: number, amount: number): number {
  const node = field.nodes[index];
  if (node === undefined || node.end === node.from) return 1;
  const count = node.end - node.from;
  const stride = Math.max(1, Math.floor(count / 64));
  let sum = 0;
  let asked = 0;
  for (let at = node.from; at < node.end; at += stride) {
    const spend = clamp(amount / count, demand.low[at] ?? 0, demand.high[at] ?? 0);
    const slope = reliefSlopeAt(demand, at, spend);
    if (slope > 0 && slope < Infinity) {
      sum += slope;
      asked += 1;
    }
  }
  const price = sum / asked;
  return price > 0 && price < Infinity ? price : 1;
}

/**
 * The price at which demand is the amount. Newton's method on price^(−½), in which the demand of Hill curves is a
 * straight line between the boxes' ends, inside a bracket; bisection of the logarithm where that is slow or demand
 * jumps.
 */
function searchPrice(search: Search, node: number, amount: number, start: number): number {
  let cheap = 0;
  let dear = Infinity;
  let price = start;
  let growth = 16;
  let widthBefore = Infinity;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    sumDemand(search, node, price, false);
    const excess = (search.total[node] ?? 0) - amount;
    if (excess === 0) return price;
    if (excess > 0) cheap = price;
    else dear = price;
    if ((dear < Infinity && dear - cheap <= 4e-16 * dear) || price < MULTIPLIER_MIN || price > 1e299) return price;
    const next = newtonPrice(price, excess, search.response[node] ?? 0);
    const width = dear / cheap;
    const stalls = round % 4 === 3 && Math.abs(excess) > 1e-9 * amount && width > Math.sqrt(widthBefore);
    if (round % 4 === 3) widthBefore = width;
    if (next > cheap && next < dear && !stalls && round < 100) {
      if (Math.abs(next - price) <= 4e-16 * price) return next;
      price = next;
    } else if (dear === Infinity || cheap === 0) {
      price = dear === Infinity ? price * growth : price / growth;
      growth = Math.min(growth * growth, 1e60);
    } else {
      price = width > 1.5 ? Math.sqrt(cheap) * Math.sqrt(dear) : (cheap + dear) / 2;
    }
  }
  return price;
}

function newtonPrice(price: number, excess: number, response: number): number {
  const scale = 1 - excess / (2 * response);
  return response > 0 && scale > 0 ? price / (scale * scale) : NaN;
}

/**
 * Leaves the demands just below and just above the price in `cheap` and `dear`, so near that what lies between them
 * is as good as equal. Answers whether anything lies between them.
 */
function bracketPrice(search: Search, node: number, amount: number, price: number): boolean {
  const { demand, field, total, cheap, dear, cheapTotal, dearTotal } = search;
  const top = field.nodes[node];
  if (top === undefined) return false;
  const { from, end, nodeEnd } = top;
  for (let width = 4e-16; ; width *= 16) {
    sumDemand(search, node, price * (1 + width), false);
    if ((total[node] ?? 0) <= amount || width > 1e300) break;
  }
  dear.set(demand.spend.subarray(from, end), from);
  dearTotal.set(total.subarray(node, nodeEnd), node);
  for (let width = 4e-16; ; width *= 16) {
    sumDemand(search, node, width < 1 ? price * (1 - width) : 0, true);
    if ((total[node] ?? 0) >= amount || width >= 1) break;
  }
  cheap.set(demand.spend.subarray(from, end), from);
  cheapTotal.set(total.subarray(node, nodeEnd), node);
  return (cheapTotal[node] ?? 0) > (dearTotal[node] ?? 0) * (1 + 1e-9);
}

/** Puts an amount between the two sides of the price. */
function share(search: Search, index: number, amount: number): void {
  const { field, limits, plan, cheap, dear, cheapTotal, dearTotal, inOrder } = search;
  const node = field.nodes[index];
  if (node === undefined) return;
  const range = (cheapTotal[index] ?? 0) - (dearTotal[index] ?? 0);
  let left = Math.max(0, amount - (dearTotal[index] ?? 0));
  const way = range > 0 ? Math.min(1, left / range) : 0;
  const between = (least: number, most: number): number => {
    if (!inOrder) return least + way * (most - least);
    const step = Math.min(left, most - least);
    left -= step;
    return least + step;
  };
  for (let at = node.from; at < node.ownEnd; at += 1) plan.spend[at] = between(dear[at] ?? 0, cheap[at] ?? 0);
  for (const child of node.children) {
    const low = limits.low[child] ?? 0;
    const high = limits.high[child] ?? Infinity;
    const childDear = dearTotal[child] ?? 0;
    const childCheap = cheapTotal[child] ?? 0;
    const least = clamp(childDear, low, high);
    const most = clamp(childCheap, low, high);
    const childAmount = clamp(between(least, most), least, most);
    if (isBeyond(childDear, high) || isBeyond(low, childCheap)) {
      split(search, child, childAmount, plan.multiplier[index] ?? NaN);
    } else {
      share(search, child, childAmount);
    }
  }
}

/** Above, and not by rounding alone: demands at a kink of a curve are known to their last digit but one. */
function isBeyond(amount: number, limit: number): boolean {
  return amount - limit > 1e-14 * amount;
}

/** What the next unit of money returns where no line moves freely; where none has room, what the last one returned. */
function priceAtCorner(search: Search, node: number): number {
  const next = steepestNext(search, node);
  if (next >= 0) return next;
  const last = flattestLast(search, node);
  return last < Infinity ? last : 0;
}

/** The steepest slope above a line that has room, in a node and below it; −1 where none has. */
function steepestNext(search: Search, index: number): number {
  const { field, demand, plan } = search;
  const node = field.nodes[index];
  if (node === undefined) return -1;
  let steepest = -1;
  for (let at = node.from; at < node.ownEnd; at += 1) {
    const spend = plan.spend[at] ?? 0;
    if (spend < (demand.high[at] ?? 0)) steepest = Math.max(steepest, reliefSlopeAt(demand, at, spend * (1 + KINK)));
  }
  for (const child of node.children) {
    const full = (plan.allotted[child] ?? 0) >= (field.nodes[child]?.max ?? Infinity);
    if (!full) steepest = Math.max(steepest, steepestNext(search, child));
  }
  return steepest;
}

/** The flattest slope below a line that could give some up, in a node and below it; Infinity where none could. */
function flattestLast(search: Search, index: number): number {
  const { field, demand, plan } = search;
  const node = field.nodes[index];
  if (node === undefined) return Infinity;
  let flattest = Infinity;
  for (let at = node.from; at < node.ownEnd; at += 1) {
    const spend = plan.spend[at] ?? 0;
    const low = demand.low[at] ?? 0;
    if (spend > low) flattest = Math.min(flattest, reliefSlopeAt(demand, at, Math.max(low, spend * (1 - KINK))));
  }
  for (const child of node.children) {
    const empty = (plan.allotted[child] ?? Infinity) <= (field.nodes[child]?.min ?? 0);
    if (!empty) flattest = Math.min(flattest, flattestLast(search, child));
  }
  return flattest;
}
