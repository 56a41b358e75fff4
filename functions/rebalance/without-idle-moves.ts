import { sumMicros, type Micros } from '../core/money.ts';
import type { ScoredChannel } from '../core/scored.ts';
import { returnsAt, type CurveTable } from './curve-table.ts';
import { solve, type Solved, type SolvingAccount } from './solve.ts';

/** What the moves that are left out may earn together, of the gain of the best budgets. */
const IDLE_SHARE = 0.02;
/** Moves left out cost more than they earn where few others can take their money: then so many times those that earn half as much are tried. */
const HALVINGS = 4;

/**
 * The best budgets less the moves that are not worth a change: of what the best budgets gain over the kept ones 2 % may be
 * given up so that lines stay where they are, those first whose move earns least. The others share the money anew,
 * within the same limits and to the same total.
 *
 * What a move earns is what it returns less the price of the money it takes. With the price of the best plan that is, by
 * duality, the least that is lost where that line alone stays; whether all of them cost as little is seen by solving.
 * Worked number: at a price of 2 a line that would go up by 10 and return 23 more earns 3.
 */
export function withoutIdleMoves(
  account: SolvingAccount & { readonly curves: CurveTable },
  kept: readonly Micros[],
  solved: Solved,
  totalMicros: Micros,
): readonly Micros[] {
  const { channels, curves, lines } = account;
  if (solved.multiplier === null || sumMicros(solved.spends) !== sumMicros(kept)) return solved.spends;
  const mayStay = ({ currentMicros }: ScoredChannel, index: number) =>
    kept[index] === currentMicros && solved.spends[index] !== currentMicros;
  if (!channels.some(mayStay)) return solved.spends;
  const best = returnsAt(curves, solved.spends);
  const standing = returnsAt(curves, kept);
  const gain = sumOf(best) - sumOf(standing);
  const moves = movesByEarnings(channels, { kept, standing, spends: solved.spends, best, price: solved.multiplier });
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const idle = idleOf(moves, (IDLE_SHARE * gain) / 2 ** halving);
    if (idle.size === 0) break;
    const calmer = lines.map((line, index) => {
      const keptMicros = kept[index] ?? 0;
      return idle.has(index) ? { ...line, span: [keptMicros, keptMicros] as const } : line;
    });
    const { spends } = solve({ ...account, lines: calmer }, totalMicros);
    const givenUp = sumOf(best) - sumOf(returnsAt(curves, spends));
    if (givenUp <= IDLE_SHARE * gain && sumMicros(spends) === sumMicros(kept)) return spends;
  }
  return solved.spends;
}

/** Earnings that differ by less than this share of themselves are equal: what is left is rounding. */
const EQUAL_WITHIN = 1e-6;

interface Earning {
  readonly index: number;
  readonly earns: number;
}

/** Budgets and what each line returns at them, kept and best; and what a unit of money is worth. */
interface Moves {
  readonly kept: readonly Micros[];
  readonly standing: Float64Array;
  readonly spends: readonly Micros[];
  readonly best: Float64Array;
  readonly price: number;
}

/** Lines that move from today's budget, those that earn least by it first. */
function movesByEarnings(
  channels: readonly ScoredChannel[],
  { kept, standing, spends, best, price }: Moves,
): Earning[] {
  return channels
    .flatMap(({ currentMicros }, index) => {
      if (kept[index] !== currentMicros) return [];
      const moved = (spends[index] ?? 0) - (kept[index] ?? 0);
      const earns = (best[index] ?? 0) - (standing[index] ?? 0) - price * moved;
      return moved === 0 ? [] : [{ index, earns: Math.max(0, earns) }];
    })
    .sort((a, b) => a.earns - b.earns || a.index - b.index);
}

/** As many of the first as earn no more than `allowed` together; of moves that earn the same, all or none. */
function idleOf(moves: readonly Earning[], allowed: number): Set<number> {
  let sum = 0;
  const past = moves.find(({ earns }) => (sum += earns) > allowed);
  const below = (past?.earns ?? Infinity) * (1 - EQUAL_WITHIN);
  return new Set(moves.filter(({ earns }) => earns < below).map(({ index }) => index));
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
