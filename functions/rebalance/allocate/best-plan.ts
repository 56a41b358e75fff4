import { branchAndBound, type SearchedPlan } from './branch-and-bound.ts';
import { boundOf } from './certificate.ts';
import { compensatedSum } from './compensated-sum.ts';
import { planConcave, type ConcavePlan } from './concave-plan.ts';
import { boundBoxes, curveReturnAt, isExact, setBox, type Demand } from './demand.ts';
import { isSmallEnough, spendsByDynamicProgram } from './dynamic-program.ts';
import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import { limitsOf } from './limits.ts';
import { tightenBoxes } from './tighten-boxes.ts';
import { fillWholeUnits, planWholeUnits } from './whole-units.ts';

export interface ProvenPlan {
  readonly plan: ConcavePlan;
  readonly returned: number;
  readonly bound: number;
}

/** A gap that is not worth trying out units for. */
const WORTH_PROVING = 1e-9;

/** The best plan of a budget that lies within the limits: concave or not, in whole units or not. */
export function bestPlan(field: Field, demand: Demand, grid: Grid | null, budget: number): ProvenPlan {
  boundBoxes(demand, field.max, budget);
  const concave = demand.curves.every((_, at) => isExact(demand, at));
  if (!concave) return bestOfShapes(field, demand, grid, budget);
  const limits = limitsOf(field, demand);
  const continuous = planConcave(field, demand, limits, budget);
  const bound = boundOf(field, demand, limits, continuous);
  if (grid === null) return proven(demand, continuous, bound);
  const whole = planWholeUnits(field, demand, limits, grid, continuous, grid.floor(budget));
  const wholeBound = boundOf(field, demand, limits, whole, (lines, from, end, price) => {
    fillWholeUnits(lines, grid, from, end, price);
  });
  return proven(demand, whole, Math.min(bound, wholeBound));
}

function bestOfShapes(field: Field, demand: Demand, grid: Grid | null, budget: number): ProvenPlan {
  const found = branchAndBound(field, demand, budget);
  if (grid === null) return proven(demand, found.plan, found.bound);
  const before = { low: demand.low.slice(), high: demand.high.slice() };
  const near = proven(demand, nearbyUnits(field, demand, grid, budget, found), found.bound);
  const exact = exactUnits(field, demand, grid, budget, near);
  before.low.forEach((low, at) => {
    if (demand.low[at] !== low || demand.high[at] !== before.high[at]) setBox(demand, at, low, before.high[at] ?? low);
  });
  return exact;
}

/** Whole units next to the continuous plan, on pieces of the curves that are concave. Leaves the boxes as they were. */
function nearbyUnits(field: Field, demand: Demand, grid: Grid, budget: number, found: SearchedPlan): ConcavePlan {
  const before = { low: demand.low.slice(), high: demand.high.slice() };
  for (let at = 0; at < field.size; at += 1) {
    const low = Math.max(before.low[at] ?? 0, grid.amount(grid.floor(found.low[at] ?? 0)));
    const high = Math.min(before.high[at] ?? 0, grid.amount(grid.ceil(found.high[at] ?? 0)));
    if (low !== before.low[at] || high !== before.high[at]) setBox(demand, at, low, high);
  }
  const limits = limitsOf(field, demand);
  const continuous = planConcave(field, demand, limits, budget);
  const whole = planWholeUnits(field, demand, limits, grid, continuous, grid.floor(budget));
  before.low.forEach((low, at) => {
    if (demand.low[at] !== low || demand.high[at] !== before.high[at]) setBox(demand, at, low, before.high[at] ?? low);
  });
  return whole;
}

/** The best of all whole units where they are few enough to be tried, once those are left out that cannot be better. */
function exactUnits(field: Field, demand: Demand, grid: Grid, budget: number, near: ProvenPlan): ProvenPlan {
  if (near.bound - near.returned <= WORTH_PROVING * near.bound) return near;
  const units = grid.floor(budget);
  if (!tightenBoxes(field, demand, grid, budget, near.returned)) return { ...near, bound: near.returned };
  const limits = limitsOf(field, demand);
  if (!isSmallEnough(field, demand, limits, grid, units)) return near;
  const spend = spendsByDynamicProgram(field, demand, limits, grid, units);
  const exact = proven(demand, { ...near.plan, spend }, 0);
  return exact.returned > near.returned ? exact : { ...near, bound: near.returned };
}

function proven(demand: Demand, plan: ConcavePlan, bound: number): ProvenPlan {
  const sum = compensatedSum();
  plan.spend.forEach((spend, at) => {
    sum.add(curveReturnAt(demand, at, spend));
  });
  const returned = sum.value();
  return { plan, returned, bound: Math.max(bound, returned) };
}
