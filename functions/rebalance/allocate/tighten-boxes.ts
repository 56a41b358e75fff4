import { boundOf } from './certificate.ts';
import { planConcave } from './concave-plan.ts';
import { fillDemand, reliefAt, setBox, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import { limitsOf } from './limits.ts';

/** Narrower boxes have lower hulls, and lower hulls narrower boxes; after so many rounds little is won. */
const ROUNDS = 4;
/** What rounding may hide of a return. */
const ROUNDING = 1e-12;

/**
 * Narrows the boxes to the whole units that a plan better than `known` could hold. A bound from multipliers is a sum over
 * lines of the most that return less price · spend can be; a plan with a line elsewhere stays below the bound by as much as
 * that line's own return less price · spend stays below its most. Where that is more than the bound is above `known`, no
 * plan need be looked for (reduced-cost fixing, as in Dyer and Zemel's linear programs for knapsacks of classes).
 * Answers whether the limits still hold a plan; where not, what is known is the best.
 */
export function tightenBoxes(field: Field, demand: Demand, grid: Grid, budget: number, known: number): boolean {
  for (let round = 0; round < ROUNDS; round += 1) {
    const limits = limitsOf(field, demand);
    if ((limits.low[0] ?? 0) > budget || (limits.high[0] ?? 0) < budget) return false;
    const plan = planConcave(field, demand, limits, budget, true);
    const spare = boundOf(field, demand, limits, plan) - known + ROUNDING * Math.abs(known);
    if (spare < 0) return false;
    const narrowed = field.nodes.map((_, index) => narrowNode(field, demand, grid, index, plan, spare));
    if (!narrowed.includes(true)) break;
  }
  return true;
}

function narrowNode(
  field: Field,
  demand: Demand,
  grid: Grid,
  index: number,
  { multiplier, pinned }: ReturnType<typeof planConcave>,
  spare: number,
): boolean {
  const node = field.nodes[index];
  let owner = index;
  while (owner > 0 && Number.isNaN(multiplier[owner] ?? NaN)) owner = field.nodes[owner]?.parent ?? 0;
  // Where everything stands at one end its price proves nothing.
  if (node === undefined || pinned[owner] === 1) return false;
  const price = multiplier[owner] ?? 0;
  fillDemand(demand, node.from, node.ownEnd, price, false);
  let changed = false;
  for (let at = node.from; at < node.ownEnd; at += 1) {
    const peak = demand.spend[at] ?? 0;
    const least = reliefAt(demand, at, peak) - price * peak - spare;
    const isKept = (units: number): boolean => {
      const spend = grid.amount(units);
      return reliefAt(demand, at, spend) - price * spend >= least;
    };
    const [lowest, highest] = [grid.ceil(demand.low[at] ?? 0), grid.floor(demand.high[at] ?? 0)];
    const middle = Math.min(highest, Math.max(lowest, grid.floor(peak)));
    const low = lastKept(middle, lowest, isKept);
    const high = lastKept(Math.min(highest, middle + 1), highest, isKept);
    if (low <= lowest && high >= highest) continue;
    setBox(demand, at, grid.amount(low), grid.amount(high));
    changed = true;
  }
  return changed;
}

/** The farthest of the whole numbers from one to another that is kept, where what is kept lies together; else the first. */
function lastKept(from: number, to: number, isKept: (units: number) => boolean): number {
  if (isKept(to)) return to;
  let [kept, lost] = [from, to];
  while (Math.abs(lost - kept) > 1) {
    const between = Math.trunc((kept + lost) / 2);
    if (isKept(between)) kept = between;
    else lost = between;
  }
  return kept;
}
