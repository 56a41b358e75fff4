import { returnAt } from '../../../functions/core/curve.ts';
import type { Problem } from '../../../functions/rebalance/allocate/problem.ts';

/**
 * The best return of a budget of whole units, every plan tried: the peer that cannot be wrong. Undefined where no plan
 * keeps the limits. For at most four lines and a few dozen units.
 */
export function bestOfEveryPlan(problem: Problem, budgetUnits: number): number | undefined {
  const { lines, groups = [], unit } = problem;
  const step = unit ?? 1;
  const units = lines.map(() => 0);
  let best: number | undefined;
  const keepsLimits = (): boolean =>
    lines.every(({ min, max }, index) => isWithin((units[index] ?? 0) * step, min, max)) &&
    groups.every((group) => {
      const total = group.lines.reduce((sum, id) => sum + (units[lines.findIndex((line) => line.id === id)] ?? 0), 0);
      return isWithin(total * step, group.min, group.max);
    });
  const fill = (index: number, left: number): void => {
    if (index === lines.length - 1) {
      units[index] = left;
      if (!keepsLimits()) return;
      const total = lines.reduce((sum, { curve }, line) => sum + returnAt(curve, (units[line] ?? 0) * step), 0);
      best = Math.max(best ?? -Infinity, total);
      return;
    }
    for (let taken = 0; taken <= left; taken += 1) {
      units[index] = taken;
      fill(index + 1, left - taken);
    }
  };
  fill(0, budgetUnits);
  return best;
}

export function isWithin(amount: number, min: number | undefined, max: number | null | undefined): boolean {
  return amount >= (min ?? 0) - 1e-9 && amount <= (max ?? Infinity) + 1e-9;
}
