import { returnAt } from '../../functions/core/curve.ts';
import { allocate } from '../../functions/rebalance/allocate/allocate.ts';
import type { Problem } from '../../functions/rebalance/allocate/problem.ts';
import { linesOf, spendToday } from '../allocate/problems.ts';
import { progressOf } from '../progress.ts';
import { markdownTable } from '../table.ts';
import { answerFile, type AnswerFile } from './answer-file.ts';
import { askPeer, LIMIT_SECONDS, PEERS, type Peer } from './ask-peer.ts';
import { preparePython } from './python.ts';

/** Budgets that miss the total or a bound by more than this share of the budget are no answer. */
const FEASIBLE = 1e-6;

interface Case {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly peers: readonly Peer[];
}

interface Result {
  /** Of a CPU. */
  readonly seconds: number;
  /** Share of the proven bound that is missed; null where the budgets are no answer. */
  readonly shortfall: number | null;
  /** What the solver itself says. */
  readonly saysOk: boolean;
}

/** The same curves, limits and budget to every optimiser; answers judged here, by the curves and the bound proven of each. */
export async function benchPeers({
  quick,
  resume,
}: {
  readonly quick: boolean;
  readonly resume: boolean;
}): Promise<string> {
  const python = preparePython();
  if ('missing' in python) return `Peers were skipped: ${python.missing}`;
  const cases = casesOf(quick);
  const answers = answerFile(resume);
  const total = cases.reduce((sum, { problems, peers }) => sum + problems.length * (1 + peers.length), 0);
  const tell = progressOf('peers', total);
  let done = 0;
  const rows = cases.flatMap(({ name, problems, peers }) => {
    const bounds = problems.map(boundOf);
    const play = (answer: (problem: Problem) => Result) =>
      problems.map((problem) => {
        const result = answer(problem);
        tell((done += 1));
        return result;
      });
    return [
      rowOf(
        name,
        'marginal',
        play((problem) => askUs(problem, bounds[problems.indexOf(problem)] ?? 0)),
      ),
      ...peers.map((peer) => {
        const results = play((problem) => {
          const number = problems.indexOf(problem);
          const { spend, ok, seconds } = answerOf(peer, problem, `${name} ${number} ${peer}`, answers, python.path);
          return { seconds, saysOk: ok, shortfall: shortfallOf(problem, spend, bounds[number] ?? 0) };
        });
        return rowOf(name, peer, results);
      }),
    ];
  });
  const header = [
    'problem',
    'optimiser',
    'solved',
    'worst shortfall',
    'mean shortfall',
    'no answer',
    'says it failed',
    'median CPU s',
  ];
  return [`libraries: ${python.versions}; at most ${LIMIT_SECONDS} CPU s a problem`, markdownTable(header, rows)].join(
    '\n\n',
  );
}

function answerOf(peer: Peer, problem: Problem, key: string, answers: AnswerFile, python: string) {
  const known = answers.known(key);
  if (known !== undefined) return known;
  const answer = askPeer(python, peer, problem);
  answers.keep(key, answer);
  return answer;
}

const SCALES = [1e-6, 1, 1e6];

/** Peers need seconds for 50 lines and minutes for 500: the larger the problem, the fewer of them. */
function casesOf(quick: boolean): Case[] {
  const seedsOf = (count: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].slice(0, !quick && count === 5 ? 10 : count > 50 ? 1 : 3);
  const concave = (count: number, scale: number) => (seed: number) => {
    const lines = linesOf(count, seed, { sShaped: 0, terms: 1 }, scale);
    return { lines, budget: spendToday(lines) };
  };
  const shaped = (count: number) => (seed: number) => {
    const lines = linesOf(count, seed, { sShaped: 1, terms: 1 });
    return { lines, budget: spendToday(lines) };
  };
  const concaveCases = (count: number) =>
    SCALES.map((scale) => ({
      name: `${count.toLocaleString('en')} concave, money × ${scale.toExponential(0)}`,
      problems: seedsOf(count).map(concave(count, scale)),
      // Who has no answer for 10,000 lines in one unit of money has none in another.
      peers: count <= 500 || scale === 1 ? PEERS : [],
    }));
  const shapedCases = (count: number) => ({
    name: `${count} S-shapes`,
    problems: seedsOf(count).map(shaped(count)),
    peers: PEERS,
  });
  const small = [...[5, 50].flatMap(concaveCases), ...[5, 50].map(shapedCases)];
  return quick ? small : [...small, ...[500, 10_000].flatMap(concaveCases)];
}

/** No plan returns more: proven by the product, and good for judging others since weak duality does not ask how it was found. */
function boundOf(problem: Problem): number {
  const answer = allocate(problem);
  if (answer.status !== 'optimal') throw new Error(`a benchmark problem has no answer: ${answer.message}`);
  return answer.bound;
}

function askUs(problem: Problem, bound: number): Result {
  const before = process.cpuUsage();
  const answer = allocate(problem);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (answer.status !== 'optimal') return { seconds, saysOk: false, shortfall: null };
  return {
    seconds,
    saysOk: true,
    shortfall: shortfallOf(
      problem,
      answer.lines.map(({ spend }) => spend),
      bound,
    ),
  };
}

function shortfallOf({ lines, budget }: Problem, spend: readonly number[] | null, bound: number): number | null {
  if (spend === null) return null;
  const total = budget ?? 0;
  const sum = spend.reduce((all, amount) => all + amount, 0);
  // Under the total is allowed: it only returns less. A grid's sum is not exact.
  const inBox = lines.every(({ min = 0, max }, index) => {
    const amount = spend[index] ?? Number.NaN;
    return amount >= min - FEASIBLE * total && amount <= (max ?? Infinity) + FEASIBLE * total;
  });
  if (!inBox || !(sum <= total * (1 + FEASIBLE))) return null;
  const returned = lines.reduce((all, { curve }, index) => all + returnAt(curve, spend[index] ?? 0), 0);
  return (bound - returned) / bound;
}

function rowOf(name: string, optimiser: string, results: readonly Result[]): string[] {
  const shortfalls = results.flatMap(({ shortfall }) => shortfall ?? []);
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b);
  const mean = shortfalls.reduce((sum, value) => sum + value, 0) / shortfalls.length;
  const shown = (value: number) => (shortfalls.length === 0 ? '–' : Math.max(0, value).toExponential(1));
  return [
    name,
    optimiser,
    `${shortfalls.length} of ${results.length}`,
    shown(Math.max(...shortfalls)),
    shown(mean),
    String(results.length - shortfalls.length),
    String(results.filter(({ saysOk }) => !saysOk).length),
    (seconds[Math.floor(seconds.length / 2)] ?? 0).toPrecision(2),
  ];
}
