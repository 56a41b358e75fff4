import type { Account } from '../account.ts';
import { reportedAt, trueCompleteness, type Playout } from '../playout.ts';
import { VALUE_OF_CONVERSION } from '../scenarios.ts';
import { splitBudget } from '../split.ts';
import { stepBounds, type Policy } from './policy.ts';

const LOG_KAPPA_MIN = Math.log(0.08);
const LOG_KAPPA_MAX = Math.log(12);

interface Habits {
  /** Counts are divided by the true share reported so far, instead of being taken as they stand. */
  readonly knowsDelay: boolean;
  /** Deviation of a normal prior on the logarithm of half-saturation over starting spend; infinite is none. */
  readonly priorSpread: number;
}

/**
 * Each line's Hill curve fitted anew each day by itself, the likeliest one in a range taken for true, counts as reported,
 * and the budget split on those curves: what media-mix optimisers do. Their optimiser is exact here.
 */
export const refit: Policy = (account) => refitWith(account, { knowsDelay: false, priorSpread: Infinity });

/** The same given more than such a system has: the true completeness of each day, and a prior with the true centre. */
export const refitInformed: Policy = (account) => refitWith(account, { knowsDelay: true, priorSpread: 1.5 });

function refitWith({ lines, budget }: Account, habits: Habits): ReturnType<Policy> {
  return ({ playout, day, current }) => {
    const bounds = stepBounds(playout, current);
    const fitted = lines.map(({ startSpend }, line) => {
      const { ceiling, kappa } = fitHill(seenDays(playout, line, day, habits), habits);
      return {
        ...(bounds[line] ?? { low: 0, high: 0 }),
        returnAt: (spend: number) => (ceiling * spend) / (spend + kappa * startSpend),
      };
    });
    return { budgets: splitBudget(fitted, budget) };
  };
}

interface Seen {
  readonly u: number;
  readonly share: number;
  readonly count: number;
}

/** Quasi-Poisson likelihood with the ceiling profiled out, by golden section over the logarithm of half-saturation. */
function fitHill(seen: readonly Seen[], { priorSpread }: Habits): { ceiling: number; kappa: number } {
  const total = seen.reduce((sum, { count }) => sum + count, 0);
  const weight = 1 / (1.3 + (0.03 * total) / Math.max(1, seen.length));
  const dueAt = (kappa: number) => seen.reduce((sum, { u, share }) => sum + (share * u) / (u + kappa), 0);
  const logPosterior = (logKappa: number) => {
    const kappa = Math.exp(logKappa);
    let log = -total * Math.log(dueAt(kappa));
    for (const { u, count } of seen) if (count > 0) log -= count * Math.log(1 + kappa / u);
    return weight * log - 0.5 * (logKappa / priorSpread) ** 2;
  };
  const kappa = Math.exp(goldenSection(logPosterior, LOG_KAPPA_MIN, LOG_KAPPA_MAX));
  return { kappa, ceiling: (VALUE_OF_CONVERSION * (total + 0.5)) / dueAt(kappa) };
}

function seenDays(playout: Playout, line: number, day: number, { knowsDelay }: Habits): Seen[] {
  const { lines } = playout.account;
  const start = lines[line]?.startSpend ?? 1;
  const seen: Seen[] = [];
  for (let past = 0; past < day; past += 1) {
    const u = (playout.spend[past * lines.length + line] ?? 0) / start;
    const count = reportedAt(playout, line, past, day - 1);
    if (u > 0) seen.push({ u, count, share: knowsDelay ? trueCompleteness(playout, day - 1 - past) : 1 });
  }
  return seen;
}

function goldenSection(valueAt: (x: number) => number, from: number, to: number): number {
  const RATIO = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - RATIO * (high - low), low + RATIO * (high - low)];
  let [fa, fb] = [valueAt(a), valueAt(b)];
  for (let round = 0; round < 16; round += 1) {
    if (fa > fb) {
      [high, b, fb] = [b, a, fa];
      a = high - RATIO * (high - low);
      fa = valueAt(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + RATIO * (high - low);
      fb = valueAt(b);
    }
  }
  return (low + high) / 2;
}
