import type { Allocation, Infeasible } from '../../../functions/rebalance/allocate/allocate.ts';
import type { ProblemLine } from '../../../functions/rebalance/allocate/problem.ts';

type Limits = Pick<ProblemLine, 'min' | 'max'>;

export function hillLine(
  id: string,
  ceiling: number,
  halfSaturation: number,
  limits: Limits = {},
  slope = 1,
): ProblemLine {
  return { id, ...limits, curve: { kind: 'hill', ceiling, halfSaturation, slope } };
}

/** The three Hill lines of the README: PyMC-Marketing's Michaelis-Menten saturation at three sizes. */
export function threeHillLines(limits: Limits = {}): ProblemLine[] {
  return [hillLine('a', 600, 120, limits), hillLine('b', 900, 200, limits), hillLine('c', 400, 80, limits)];
}

/** The plan of a problem that has one. */
export function planned(answer: Allocation | Infeasible): Allocation {
  if (answer.status === 'infeasible') throw new Error(`infeasible: ${answer.message}`);
  return answer;
}

/** The refusal of a problem that has no plan. */
export function refused(answer: Allocation | Infeasible): Infeasible {
  if (answer.status === 'optimal') throw new Error(`a plan was found that returns ${answer.return}`);
  return answer;
}

export function spends(answer: Allocation | Infeasible): number[] {
  return planned(answer).lines.map(({ spend }) => spend);
}
