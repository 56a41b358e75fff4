import { MarginalError } from '../../core/errors.ts';
import { infeasible, tidy, type Infeasible } from './infeasible.ts';

/** The best return of a budget, and what the next unit of money would return: concave in the budget. */
export interface BudgetValue {
  readonly returned: number;
  readonly price: number;
}

/** The problem as a function of its budget alone. */
export interface BudgetLine {
  readonly least: number;
  /** The largest budget allowed; Infinity where nothing limits it. */
  readonly most: number;
  valueAt(budget: number): BudgetValue;
  /** The largest spend at which the last unit still returns so much, group limits held. */
  spendAtPrice(price: number): number;
}

/** A budget so large that only a line without saturation and without a limit still wants more. */
const ENDLESS = 1e200;
const ROUNDS_MAX = 200;
/** A return this near its target has reached it. */
const TOLERANCE = 1e-13;

/**
 * The largest spend with return ≥ ratio · spend: one search more over a concave function, by Newton's method from the
 * side it cannot pass. `name` and `value` are the target as it was asked for, for messages.
 * Worked number: three Hill lines with ceilings 600, 900, 400 and half-saturations 120, 200, 80, each at least 10, at
 * ratio 2: 550.4784.
 */
export function largestForRatio(ratio: number, name: string, line: BudgetLine): number | Infeasible {
  // Return − ratio · spend is highest here: if not even this budget meets the target, none does.
  const best = Math.min(line.most, Math.max(line.least, line.spendAtPrice(ratio * (1 - 1e-12))));
  if (best > ENDLESS) throw endless(name);
  if (best === 0) return 0;
  const surplus = line.valueAt(best).returned - ratio * best;
  if (surplus < -TOLERANCE * ratio * best) return unreachable(ratio, name, best, surplus);
  let budget = line.most;
  if (budget === Infinity) {
    budget = 2 * best;
    while (line.valueAt(budget).returned > ratio * budget) {
      budget *= 4;
      if (budget > ENDLESS) throw endless(name);
    }
  }
  for (let round = 0; round < ROUNDS_MAX && budget > best; round += 1) {
    const { returned, price } = line.valueAt(budget);
    const missing = ratio * budget - returned;
    if (missing <= TOLERANCE * ratio * budget) return budget;
    const next = budget - missing / (ratio - price);
    if (!(next < budget) || budget - next <= 1e-15 * budget) return budget;
    budget = next;
  }
  return Math.max(best, budget);
}

/** The least spend with a return of at least `wanted`. */
export function leastForReturn(wanted: number, line: BudgetLine): number | Infeasible {
  const reached = (returned: number): boolean => returned >= wanted * (1 - TOLERANCE);
  if (reached(line.valueAt(line.least).returned)) return line.least;
  let low = line.least;
  let high = line.most;
  if (high === Infinity) {
    high = Math.max(2 * low, 1);
    while (high < ENDLESS && !reached(line.valueAt(high).returned)) {
      low = high;
      high *= 16;
    }
  }
  const most = line.valueAt(high).returned;
  if (!reached(most)) {
    const message = `the most that can be returned is ${tidy(most)}, targetReturn is ${tidy(wanted)}: ${tidy(wanted - most)} too little`;
    return infeasible(message, wanted - most, ['targetReturn']);
  }
  let budget = low;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { returned, price } = line.valueAt(budget);
    if (Math.abs(returned - wanted) <= TOLERANCE * wanted) return budget;
    if (returned < wanted) low = budget;
    else high = budget;
    if (high - low <= 1e-15 * high) return high;
    const next = budget + (wanted - returned) / price;
    const useful = next > low && next < high && price < Infinity && round < 100;
    budget = useful
      ? next
      : low > 0 && high / low < 4
        ? (low + high) / 2
        : Math.sqrt(Math.max(low, high * 1e-12) * high);
  }
  return high;
}

function unreachable(ratio: number, name: string, spend: number, surplus: number): Infeasible {
  const needed = ratio * spend;
  const message =
    `no spend within the limits meets ${name}: at best, a spend of ${tidy(spend)} returns ${tidy(needed + surplus)}, ` +
    `${tidy(needed)} is needed: ${tidy(-surplus)} too little`;
  return infeasible(message, -surplus, [name]);
}

export function endless(name: string): MarginalError {
  return new MarginalError(
    'ProblemInvalid',
    `objective.${name}: every spend meets it, so there is no largest; give a budget, or a max to the lines that never saturate`,
  );
}
