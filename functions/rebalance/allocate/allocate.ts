import { marginalAt, returnAt } from '../../core/curve.ts';
import { bestPlan, type ProvenPlan } from './best-plan.ts';
import { demandOf } from './demand.ts';
import { layOut, type Field } from './field.ts';
import { gridOf, type Grid } from './grid.ts';
import { clashOfBudget, clashOfLimits, clashOfWholeUnits, type Infeasible } from './infeasible.ts';
import { limitsOf } from './limits.ts';
import type { Problem } from './problem.ts';
import { targetPlan } from './target-plan.ts';

export type { Infeasible } from './infeasible.ts';

/** A plan with its proof, in the problem's money. */
export interface Allocation {
  readonly status: 'optimal';
  readonly budget: number;
  readonly return: number;
  /** What the next unit of budget would return; null where that is infinite. */
  readonly multiplier: number | null;
  /** No plan of this budget within the limits returns more. */
  readonly bound: number;
  /** (bound − return) / bound. */
  readonly gap: number;
  /** In the order of the problem. */
  readonly lines: readonly AllocatedLine[];
}

/** An allocation in columns, in the order of the problem. */
export interface Allotment extends Omit<Allocation, 'lines'> {
  readonly spends: readonly number[];
  readonly bindings: readonly AllocatedLine['binding'][];
}

export interface AllocatedLine {
  readonly id: string;
  readonly spend: number;
  readonly return: number;
  /** What the next unit spent on this line would return; null where that is infinite. */
  readonly marginal: number | null;
  readonly binding: null | 'min' | 'max' | `group:${string}`;
}

/**
 * The best split of a budget, or the best budget for a target, with its proof. The order of the lines does not change
 * the plan, nor does the unit of money. With `unit`, limits and budget are rounded inwards to whole units. Throws
 * `GroupClash` for groups that are no tree, and `ProblemInvalid` for a target that no largest spend meets.
 * Worked number: Hill lines with ceilings 10 and 20, half-saturations 5 and 10, at a budget of 15 get 5 and 10, return
 * 15, multiplier 0.5.
 */
export function allocate(problem: Problem): Allocation | Infeasible {
  const allotted = allot(problem);
  if (allotted.status !== 'optimal') return allotted;
  const { status, budget, return: returned, multiplier, bound, gap, spends, bindings } = allotted;
  const lines = problem.lines.map(({ id, curve }, index): AllocatedLine => {
    const spend = spends[index] ?? 0;
    const marginal = finite(marginalAt(curve, spend));
    return { id, spend, return: returnAt(curve, spend), marginal, binding: bindings[index] ?? null };
  });
  return { status, budget, return: returned, multiplier, bound, gap, lines };
}

/** `allocate` without what each line returns, for a caller who knows: of many lines that is a tenth of the time. */
export function allot(problem: Problem): Allotment | Infeasible {
  const grid = problem.unit === undefined || problem.unit === null ? null : gridOf(problem.unit);
  const field = grid === null ? layOut(problem) : roundInwards(layOut(problem), grid);
  const idAt = (place: number): string => problem.lines[field.lineOf[place] ?? -1]?.id ?? '';
  const stated = problem.budget ?? Infinity;
  const ceiling = grid === null || stated === Infinity ? stated : grid.amount(grid.floor(stated));
  const limits = limitsOf(field, { low: field.min, high: field.max });
  const objective = problem.objective ?? 'return';
  const clash =
    clashOfWholeUnits(field, idAt, grid) ??
    clashOfLimits(field, limits, idAt) ??
    clashOfBudget(field, limits, idAt, ceiling, objective === 'return');
  if (clash !== undefined) return clash;
  if (objective === 'return') {
    const demand = demandOf(field.curves, field.min, field.max, ceiling);
    return answer(problem, field, bestPlan(field, demand, grid, ceiling), ceiling);
  }
  const demand = demandOf(field.curves, field.min, field.max, Infinity);
  const found = targetPlan(field, demand, grid, objective, ceiling, idAt);
  return 'status' in found ? found : answer(problem, field, found, found.budget);
}

function roundInwards(field: Field, grid: Grid): Field {
  return {
    ...field,
    min: field.min.map((amount) => grid.amount(grid.ceil(amount))),
    max: field.max.map((amount) => grid.amount(grid.floor(amount))),
    nodes: field.nodes.map((node) => ({
      ...node,
      min: grid.amount(grid.ceil(node.min)),
      max: grid.amount(grid.floor(node.max)),
    })),
  };
}

function answer(problem: Problem, field: Field, { plan, returned, bound }: ProvenPlan, budget: number): Allotment {
  const owners = field.nodes.map((_, index) => ownerOf(field, plan.multiplier, index));
  const spends = problem.lines.map(() => 0);
  const bindings: AllocatedLine['binding'][] = problem.lines.map(() => null);
  for (let place = 0; place < field.size; place += 1) {
    const line = field.lineOf[place] ?? 0;
    const owner = owners[field.nodeOf[place] ?? 0] ?? 0;
    const spend = plan.spend[place] ?? 0;
    spends[line] = spend;
    bindings[line] = bindingOf(field, place, spend, plan.multiplier[owner] ?? 0, field.nodes[owner]?.id ?? null);
  }
  const multiplier = finite(plan.multiplier[0] ?? 0);
  const gap = bound > 0 ? (bound - returned) / bound : 0;
  return { status: 'optimal', budget, return: returned, multiplier, bound, gap, spends, bindings };
}

function finite(slope: number): number | null {
  return Number.isFinite(slope) ? slope : null;
}

/** The innermost node with a price of its own that a node is in. */
function ownerOf(field: Field, multiplier: Float64Array, index: number): number {
  let owner = index;
  while (owner > 0 && Number.isNaN(multiplier[owner] ?? NaN)) owner = field.nodes[owner]?.parent ?? 0;
  return owner;
}

/** What stops a line: an end of its box, else the group whose limit gave it a price of its own. */
function bindingOf(
  field: Field,
  place: number,
  spend: number,
  price: number,
  group: string | null,
): AllocatedLine['binding'] {
  const atMin = spend <= (field.min[place] ?? 0);
  const atMax = spend >= (field.max[place] ?? Infinity);
  if (atMin && atMax) {
    const curve = field.curves[place];
    return curve !== undefined && marginalAt(curve, spend) > price ? 'max' : 'min';
  }
  if (atMin) return 'min';
  if (atMax) return 'max';
  return group === null ? null : `group:${group}`;
}
