import { allocate, type Allocation } from '../../functions/rebalance/allocate/allocate.ts';
import type { Problem } from '../../functions/rebalance/allocate/problem.ts';
import { progressOf } from '../progress.ts';
import { markdownTable } from '../table.ts';
import { linesOf, spendToday, withTree, type LineKinds } from './problems.ts';

const CONCAVE: LineKinds = { sShaped: 0, terms: 1 };
const POSTERIOR: LineKinds = { sShaped: 0, terms: 16 };
const S_SHAPED: LineKinds = { sShaped: 1, terms: 1 };
const SOME_S_SHAPED: LineKinds = { sShaped: 0.1, terms: 1 };

interface Case {
  readonly name: string;
  /** Several where answers differ by problem. */
  readonly problems: readonly Problem[];
  /** Rounds after two to warm up. */
  readonly rounds: number;
}

/** Cases are run in turn, round by round, so that a busy minute of the machine falls on all; the least time of each counts. */
export async function benchAllocate({ quick }: { readonly quick: boolean }): Promise<string> {
  const cases = casesOf(quick);
  const rounds = 2 + Math.max(...cases.map((one) => one.rounds));
  const tell = progressOf('allocate, rounds', rounds);
  const times = cases.map((): number[] => []);
  const gaps = cases.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    tell(round);
    for (const [index, { problems, rounds: own }] of cases.entries()) {
      if (round >= own + 2) continue;
      const startMs = performance.now();
      const answers = problems.map(optimal);
      times[index]?.push((performance.now() - startMs) / problems.length);
      gaps[index] = Math.max(...answers.map(({ gap }) => gap));
    }
  }
  tell(rounds);
  return markdownTable(
    ['problem', 'least ms', 'median ms', 'largest gap'],
    cases.map(({ name }, index) => {
      const sorted = (times[index] ?? []).slice(2).sort((a, b) => a - b);
      const [least = 0] = sorted;
      const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
      return [name, least.toFixed(2), median.toFixed(2), (gaps[index] ?? 0).toExponential(1)];
    }),
  );
}

function optimal(problem: Problem): Allocation {
  const answer = allocate(problem);
  if (answer.status !== 'optimal') throw new Error(`a benchmark problem has no answer: ${answer.message}`);
  return answer;
}

function casesOf(quick: boolean): Case[] {
  const rounds = quick ? 5 : 30;
  const shapes = quick ? 5 : 20;
  const flat = problemOf(10_000, 1, CONCAVE);
  const tree = withTree({ ...flat, unit: 0.01 });
  const seeds = Array.from({ length: shapes }, (_, index) => index + 1);
  return [
    { name: '10,000 Hill lines', problems: [flat], rounds },
    { name: '10,000 Hill lines, whole cents', problems: [{ ...flat, unit: 0.01 }], rounds },
    {
      name: '10,000 posteriors of 16 terms',
      problems: [problemOf(10_000, 1, POSTERIOR)],
      rounds: Math.min(10, rounds),
    },
    { name: '10,000 lines in a tree of 104 groups', problems: [{ ...tree, unit: null }], rounds },
    { name: 'the same in whole cents', problems: [tree], rounds },
    {
      name: 'the same for a target ROAS of 2.4, in whole cents',
      problems: [{ ...tree, objective: { targetRoas: 2.4 } }],
      rounds,
    },
    {
      name: '10,000 lines, a tenth S-shaped, tree, whole cents',
      problems: [withTree(problemOf(10_000, 1, SOME_S_SHAPED, 0.01))],
      rounds: 3,
    },
    ...[5, 40, 64].map((lines) => ({
      name: `${lines} S-shapes (mean of ${shapes} problems)`,
      problems: seeds.map((seed) => problemOf(lines, seed, S_SHAPED)),
      rounds: 3,
    })),
    {
      name: `40 S-shapes in whole tens (mean of ${shapes} problems)`,
      problems: seeds.map((seed) => problemOf(40, seed, S_SHAPED, 10)),
      rounds: 3,
    },
  ];
}

function problemOf(count: number, seed: number, kinds: LineKinds, unit: number | null = null): Problem {
  const lines = linesOf(count, seed, kinds);
  return { lines, unit, budget: spendToday(lines) };
}
