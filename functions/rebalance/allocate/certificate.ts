import type { ConcavePlan } from './concave-plan.ts';
import { curveReturnAt, fillDemand, reliefAt, type Demand } from './demand.ts';
import { compensatedSum, type CompensatedSum } from './compensated-sum.ts';
import type { Field } from './field.ts';
import type { Limits } from './limits.ts';

/** Leaves the best spends of the places [from, end) at a price in `demand.spend`. */
type FillBest = (demand: Demand, from: number, end: number, price: number) => void;

interface Proof {
  readonly field: Field;
  readonly demand: Demand;
  readonly limits: Limits;
  readonly plan: ConcavePlan;
  readonly fillBest: FillBest;
  readonly sum: CompensatedSum;
}

/**
 * A return that no plan of the same budget within the same limits can pass, from weak duality: whatever the multipliers
 * L, return ≤ L·budget + Σ over lines of max over the box of (return − L·spend), where a group with a multiplier of its
 * own, M, adds the largest (M − L)·amount its limits allow. Every maximum is computed anew, at the plan's multipliers,
 * so a search gone wrong shows as a gap.
 * Worked number: two Hill lines, ceilings 10 and 20, half-saturations 5 and 10, budget 15, L = 0.5:
 * 0.5·15 + (5 − 0.5·5) + (10 − 0.5·10) = 15, the return of the plan (5, 10).
 */
export function boundOf(
  field: Field,
  demand: Demand,
  limits: Limits,
  plan: ConcavePlan,
  fillBest: FillBest = (lines, from, end, price) => {
    fillDemand(lines, from, end, price, false);
  },
): number {
  const proof = { field, demand, limits, plan, fillBest, sum: compensatedSum() };
  addNode(proof, 0);
  return proof.sum.value();
}

/** Adds the bound of a node that has a price of its own, at the amount it was allotted. */
function addNode(proof: Proof, index: number): void {
  const { field, plan, sum } = proof;
  const node = field.nodes[index];
  if (node === undefined) return;
  if (plan.pinned[index] === 1) {
    // One end of every box: there is no other plan, whatever the price.
    for (let at = node.from; at < node.ownEnd; at += 1) sum.add(curveReturnAt(proof.demand, at, plan.spend[at] ?? 0));
    for (const child of node.children) addNode(proof, child);
    return;
  }
  const price = plan.multiplier[index] ?? 0;
  sum.add(price * (plan.allotted[index] ?? 0));
  addPriced(proof, index, price);
}

function addPriced(proof: Proof, index: number, price: number): void {
  const { field, demand, plan, sum } = proof;
  const node = field.nodes[index];
  if (node === undefined) return;
  proof.fillBest(demand, node.from, node.ownEnd, price);
  for (let at = node.from; at < node.ownEnd; at += 1) addLine(proof, at, price);
  for (const child of node.children) {
    const own = plan.multiplier[child] ?? NaN;
    if (Number.isNaN(own)) {
      addPriced(proof, child, price);
      continue;
    }
    addNode(proof, child);
    sum.add(-price * (plan.allotted[child] ?? 0));
    if (plan.pinned[child] !== 1) sum.add(gainOfAnotherAmount(proof, child, own - price));
  }
}

/** How much better another amount within a group's limits could look at the difference of two prices. */
function gainOfAnotherAmount({ limits, plan }: Proof, index: number, difference: number): number {
  const amount = plan.allotted[index] ?? 0;
  const end = difference > 0 ? (limits.high[index] ?? amount) : (limits.low[index] ?? amount);
  return Math.max(0, difference * (end - amount));
}

function addLine({ demand, plan, sum }: Proof, at: number, price: number): void {
  const spend = plan.spend[at] ?? 0;
  const best = demand.spend[at] ?? 0;
  const planned = reliefAt(demand, at, spend);
  const highest = best === spend ? planned : reliefAt(demand, at, best);
  const other = highest - price * best > planned - price * spend;
  sum.add(other ? highest : planned);
  sum.add(-price * (other ? best : spend));
}
