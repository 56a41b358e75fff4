import { bestPlan, type ProvenPlan } from './best-plan.ts';
import { endless, largestForRatio, leastForReturn, type BudgetLine } from './budget-for-target.ts';
import { planConcave, spendAtPrice } from './concave-plan.ts';
import { boundBoxes, demandOf, fillDemand, isExact, reliefAt, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import { clashOfLimits, infeasible, tidy, type Infeasible } from './infeasible.ts';
import { limitsOf } from './limits.ts';
import type { Objective } from './problem.ts';

type Target = Exclude<Objective, 'return'>;

export interface TargetPlan extends ProvenPlan {
  readonly budget: number;
}

/** Everything a search over budgets asks of a problem. */
interface Setting {
  readonly field: Field;
  readonly demand: Demand;
  readonly grid: Grid | null;
  readonly line: BudgetLine;
}

/** Steps of the last correction, from the last digit of the budget on: with S-shapes and whole units they may grow. */
const LAST_DIGIT = 4 * Number.EPSILON;
const ROUNDS_MAX = 60;
/** A return that is only approached, never reached, is given up so many times beyond where its hull comes near it. */
const STEP_MAX = 1e6;
/** Budgets nearer than this are not told apart where the best return is not concave in the budget. */
const RESOLUTION = 1e-9;

/** The plan of the budget that a target chooses, at most `ceiling`. */
export function targetPlan(
  field: Field,
  demand: Demand,
  grid: Grid | null,
  target: Target,
  ceiling: number,
  idAt: (place: number) => string,
): TargetPlan | Infeasible {
  if ('targetMarginalRoas' in target) return atMarginal(field, demand, grid, target.targetMarginalRoas, ceiling, idAt);
  const setting = { field, demand, grid, line: budgetLine(field, demand, ceiling) };
  if ('targetReturn' in target) {
    const least = leastForReturn(target.targetReturn, setting.line);
    return typeof least === 'number' ? raised(setting, least, target.targetReturn) : least;
  }
  const [name, ratio] =
    'targetRoas' in target
      ? [`targetRoas ${target.targetRoas}`, target.targetRoas]
      : [`targetCpa ${target.targetCpa}`, 1 / target.targetCpa];
  const most = largestForRatio(ratio, name, setting.line);
  return typeof most === 'number' ? lowered(setting, most, ratio, name) : most;
}

/** The best return of each budget, lines that are not concave taken by their hulls. */
function budgetLine(field: Field, demand: Demand, ceiling: number): BudgetLine {
  const limits = limitsOf(field, demand);
  return {
    least: limits.low[0] ?? 0,
    most: Math.min(ceiling, limits.high[0] ?? Infinity),
    valueAt(budget) {
      boundBoxes(demand, field.max, budget);
      const plan = planConcave(field, demand, limitsOf(field, demand), budget);
      let returned = 0;
      plan.spend.forEach((spend, at) => {
        returned += reliefAt(demand, at, spend);
      });
      return { returned, price: plan.multiplier[0] ?? 0 };
    },
    spendAtPrice(price) {
      boundBoxes(demand, field.max, Infinity);
      return spendAtPrice(field, demand, limitsOf(field, demand), price);
    },
  };
}

/**
 * From the largest budget whose hull meets a ratio down to one whose plan does. A smaller budget returns no more, so
 * none between return / ratio and the budget can meet it; on concave lines Newton's step is as safe and longer.
 */
function lowered(setting: Setting, most: number, ratio: number, name: string): TargetPlan | Infeasible {
  const { demand, grid, line } = setting;
  const concave = demand.curves.every((_, at) => isExact(demand, at));
  let budget = grid === null ? most : grid.amount(grid.floor(most));
  let leastStep = grid?.unit ?? LAST_DIGIT * most;
  for (let round = 0; round < ROUNDS_MAX && budget >= line.least; round += 1) {
    const found = planAt(setting, budget);
    const missing = ratio * budget - found.returned;
    if (missing <= 0) return found;
    const step = missing / (ratio - (concave ? (found.plan.multiplier[0] ?? 0) : 0));
    const next = budget - Math.max(step, leastStep);
    budget = grid === null ? next : grid.amount(grid.floor(next));
    if (grid === null) leastStep = Math.min(4 * leastStep, RESOLUTION * most);
  }
  const least = planAt(setting, line.least);
  const missing = ratio * line.least - least.returned;
  if (missing <= 0) return least;
  const message = `no spend found that meets ${name}: the least, ${tidy(line.least)}, returns ${tidy(missing)} too little`;
  return infeasible(message, missing, [name]);
}

/** From the least budget whose hull returns enough up to one whose plan does. */
function raised(setting: Setting, least: number, wanted: number): TargetPlan | Infeasible {
  const { grid, line } = setting;
  const onGrid = (budget: number): number => (grid === null ? budget : grid.amount(grid.ceil(budget)));
  let low = least;
  let found = planAt(setting, Math.min(onGrid(least), line.most));
  let step = grid?.unit ?? LAST_DIGIT * least;
  const farthest = STEP_MAX * (least + (grid?.unit ?? 0));
  while (found.returned < wanted && found.budget < line.most && step <= farthest) {
    low = found.budget;
    found = planAt(setting, Math.min(line.most, onGrid(low + step)));
    step *= 4;
  }
  if (found.returned < wanted) {
    const missing = wanted - found.returned;
    const message = `the most found to be returned is ${tidy(found.returned)}, targetReturn is ${tidy(wanted)}: ${tidy(missing)} too little`;
    return infeasible(message, missing, ['targetReturn']);
  }
  const resolution = grid === null ? RESOLUTION * found.budget : 1.5 * grid.unit;
  while (found.budget - low > resolution) {
    const middle = planAt(setting, onGrid((low + found.budget) / 2));
    if (middle.budget >= found.budget) break;
    if (middle.returned >= wanted) found = middle;
    else low = middle.budget;
  }
  return found;
}

function planAt({ field, demand, grid }: Setting, budget: number): TargetPlan {
  return { ...bestPlan(field, demand, grid, budget), budget };
}

/** Every line as far as its last unit returns `price`, or less where a group or the ceiling is in the way. */
function atMarginal(
  field: Field,
  demand: Demand,
  grid: Grid | null,
  price: number,
  ceiling: number,
  idAt: (place: number) => string,
): TargetPlan | Infeasible {
  fillDemand(demand, 0, field.size, price * (1 - 1e-12), true);
  const max = demand.spend.map((spend, at) =>
    Math.max(field.min[at] ?? 0, grid === null ? spend : grid.amount(grid.floor(spend))),
  );
  const within = { ...field, max };
  const boxes = demandOf(field.curves, field.min, max, Infinity);
  const limits = limitsOf(within, boxes);
  const clash = clashOfLimits(within, limits, idAt);
  if (clash !== undefined) {
    const message = `where lines stop at targetMarginalRoas ${tidy(price)}, ${clash.message}`;
    return { ...clash, message, names: ['targetMarginalRoas', ...clash.names] };
  }
  const budget = Math.min(ceiling, limits.high[0] ?? Infinity);
  if (budget === Infinity) throw endless('targetMarginalRoas');
  return { ...bestPlan(within, boxes, grid, budget), budget };
}
