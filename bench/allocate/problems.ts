import type { Problem, ProblemGroup, ProblemLine } from '../../functions/rebalance/allocate/problem.ts';
import { normal, streamOf } from '../decisions/random.ts';

export interface LineKinds {
  /** Share of lines whose Hill slope is drawn from 1 to 3; the others' is 1. */
  readonly sShaped: number;
  /** Hill terms a line's curve is the sum of: 1, or 16 as a posterior has. */
  readonly terms: number;
}

const STREAM = { spend: 31, kappa: 32, roas: 33, slope: 34, isShaped: 35 };

/** Lines like those of the decision benchmark: spend log-normal around 300, boxes 0.1 to 5 times it. `scale` is the unit of money. */
export function linesOf(count: number, seed: number, { sShaped, terms }: LineKinds, scale = 1): ProblemLine[] {
  return Array.from({ length: count }, (_, index): ProblemLine => {
    const draw = (name: number) => streamOf(seed, name, index);
    const spend = scale * 300 * Math.exp(normal(draw(STREAM.spend)));
    const roas = 2.5 * Math.exp(0.6 * normal(draw(STREAM.roas)));
    const kappa = Math.exp(normal(draw(STREAM.kappa)));
    const isShaped = draw(STREAM.isShaped)() < sShaped;
    const slope = isShaped ? 1 + 2 * draw(STREAM.slope)() : 1;
    const term = (place: number) => {
      const own = kappa * 1.5 ** (place - (terms - 1) / 2);
      return {
        kind: 'hill' as const,
        ceiling: (roas * spend * (1 + own ** slope)) / terms,
        halfSaturation: own * spend,
        slope,
      };
    };
    const curve =
      terms === 1
        ? { ...term(0) }
        : { kind: 'sum' as const, terms: Array.from({ length: terms }, (_, place) => term(place)) };
    return { id: `line${String(index).padStart(6, '0')}`, min: 0.1 * spend, max: 5 * spend, curve };
  });
}

/** What the lines spend today: a tenth of it is their least. */
export function spendToday(lines: readonly ProblemLine[]): number {
  return lines.reduce((sum, { min = 0 }) => sum + 10 * min, 0);
}

/** A tree of 4 × 25 groups, each held between 80 and 120 % of today. */
export function withTree(problem: Problem): Problem {
  const groupOf = (id: string, lines: readonly ProblemLine[]): ProblemGroup => {
    const today = spendToday(lines);
    return { id, lines: lines.map((line) => line.id), min: 0.8 * today, max: 1.2 * today };
  };
  const { lines } = problem;
  const groups = Array.from({ length: 4 }, (_, outer) => {
    const own = lines.filter((_, index) => index % 4 === outer);
    const inner = Array.from({ length: 25 }, (_, part) =>
      groupOf(
        `g${outer}.${part}`,
        own.filter((_, index) => index % 25 === part),
      ),
    );
    return [groupOf(`g${outer}`, own), ...inner];
  });
  return { ...problem, groups: groups.flat() };
}
