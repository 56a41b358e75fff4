import { chanceInWords } from '../core/chance.ts';
import { formatMicros, sumMicros, type Micros } from '../core/money.ts';
import type { Plan, PlanExpectation } from '../core/plan.ts';
import type { Span } from './channel-groups.ts';
import { budgetWords, movedWords, rivalOf, whyNoneCanMove } from './choice-words.ts';
import type { LineLimits } from './guardrails.ts';
import { linesWithinTotal } from './lines-within-total.ts';
import { expectationOf, returnOf, type Account } from './plan-account.ts';
import { settle, type SettlingLine } from './settle.ts';
import { solve, type Solved } from './solve.ts';
import { surerSpans } from './surer-spans.ts';
import { withoutIdleMoves } from './without-idle-moves.ts';

/** A plan that beats keeping the budgets only with a smaller probability than this is not made. */
const HOLD_BELOW = 0.8;

/** A part of the way that gains less than this share of the return is not worth its changes: nothing is lost without. */
const NEGLIGIBLE_GAIN = 0.0005;

/** The best budgets are too uncertain, so these go part of the way; or some moves are not worth a change. */
export type ShortOfBest = 'uncertain' | 'idle';

/** Budgets, and how they came about. */
export interface Choice {
  readonly status: Plan['status'];
  readonly reason: string;
  /** What every line that could move has to say; null where each speaks for itself. */
  readonly lineReason: string | null;
  /** Why these are not the best budgets, those of `solved`; null where they are, or where none are sought. */
  readonly shortOfBest: ShortOfBest | null;
  readonly spends: readonly Micros[];
  readonly expected: PlanExpectation;
  readonly solved: Solved | null;
}

/**
 * The best plan, or, where it is not clearly better, what keeping the budgets comes to within the limits: today's budgets
 * as they are, unless they sum to more than the total or stand outside what a rule above hold allows.
 */
export function choose(account: Account): Choice {
  const { sheet, policy, channels, curves, limits, tree, totalMicros, unit } = account;
  const within = linesWithinTotal(limits, { totalMicros, unit });
  const settling = (isKept: (line: LineLimits) => boolean) =>
    limits.map((line, index): SettlingLine => ({
      id: line.channel.channel,
      span: within.spans[index] ?? [0, 0],
      baseMicros: line.baseMicros,
      kept: isKept(line),
    }));
  const kept = settle(
    settling(() => true),
    tree,
    { totalMicros, unit },
  ).lines.map(([spend]) => spend);
  const canDecide = limits.some(({ keep, channel }) => keep === null && channel.posterior !== null);
  if (within.proportional || !canDecide) {
    return holding(account, kept, null, canDecide ? null : whyNoneCanMove(limits));
  }
  const lines = settling(({ keep }) => keep !== null);
  const solving = { sheet, policy, channels, curves, lines, tree, unit };
  const solved = solve(solving, totalMicros);
  const spends = withoutIdleMoves(solving, kept, solved, totalMicros);
  const pricePerSpend = priceOf(account, kept);
  const expected = expectationOf(account, kept, spends, pricePerSpend);
  const probability = chanceInWords(expected.probabilityBetter);
  if (!account.changedTotal && expected.probabilityBetter < HOLD_BELOW) {
    const surer = surerChoice(account, kept, { lines, solved, pricePerSpend, probability });
    if (surer !== null) return surer;
    const same = solved.spends.every((spend, index) => spend === kept[index]);
    return holding(
      account,
      kept,
      solved,
      same
        ? 'no other budgets within the limits are expected to return more'
        : `other budgets would be better with a probability of ${probability}, ${chanceInWords(HOLD_BELOW)} is needed`,
      expected.probabilityBetter,
    );
  }
  return {
    status: 'optimal',
    reason: [
      `${movedWords(account, spends)}; better than ${rivalOf(account, kept)} with a probability of ${probability}`,
      ...budgetWords(account, solved),
    ].join('; '),
    lineReason: null,
    shortOfBest: spends === solved.spends ? null : 'idle',
    spends,
    expected,
    solved,
  };
}

/**
 * The boldest part of the way to the best budgets that is clearly better than keeping; null where none is, or its gain
 * is negligible. It moves money between lines only: where the best budgets sum to another total, it is all or nothing.
 */
function surerChoice(
  account: Account,
  kept: readonly Micros[],
  best: { lines: readonly SettlingLine[]; solved: Solved; pricePerSpend: number; probability: string },
): Choice | null {
  const { sheet, policy, channels, tree, totalMicros, unit } = account;
  const { lines, solved, pricePerSpend } = best;
  const keptSum = sumMicros(kept);
  if (sumMicros(solved.spends) !== keptSum || solved.spends.every((spend, index) => spend === kept[index])) return null;
  const keptReturn = returnOf(account, kept);
  const movable = channels.map(({ posterior }, index) => {
    const keptMicros = kept[index] ?? 0;
    const line = lines[index];
    return { posterior, keptMicros, span: line === undefined || line.kept ? pointAt(keptMicros) : line.span };
  });
  for (const spans of surerSpans(movable, unit)) {
    const narrowed = lines.map((line, index) => ({
      ...line,
      span: line.kept ? line.span : (spans[index] ?? line.span),
    }));
    const { spends } = solve({ sheet, policy, channels, lines: narrowed, tree, unit }, totalMicros);
    const gain = returnOf(account, spends) - keptReturn;
    if (sumMicros(spends) !== keptSum || gain < NEGLIGIBLE_GAIN * Math.abs(keptReturn)) continue;
    const expected = expectationOf(account, kept, spends, pricePerSpend);
    if (expected.probabilityBetter < HOLD_BELOW) continue;
    const reason = [
      `${movedWords(account, spends)}, as far as that is surely better`,
      `better than ${rivalOf(account, kept)} with a probability of ${chanceInWords(expected.probabilityBetter)}`,
      `all the way to the best budgets it would be ${best.probability}, ${chanceInWords(HOLD_BELOW)} is needed`,
      ...budgetWords(account, solved),
    ].join('; ');
    return { status: 'optimal', reason, lineReason: null, shortOfBest: 'uncertain', spends, expected, solved };
  }
  return null;
}

function pointAt(micros: Micros): Span {
  return [micros, micros];
}

function holding(
  account: Account,
  kept: readonly Micros[],
  solved: Solved | null,
  why: string | null,
  probabilityBetter?: number,
): Choice {
  const { channels, current, currentSumMicros, totalMicros, policy } = account;
  const keepsAll = kept.every((spend, index) => spend === channels[index]?.currentMicros);
  if (keepsAll) return { ...keepAll(account, 'held', `held: ${why ?? ''}`, probabilityBetter), solved };
  const expected = expectationOf(account, current, kept, 0);
  const money = (micros: Micros) => formatMicros(micros, policy.currency);
  const lowered = currentSumMicros > totalMicros;
  const words = `the budget is ${money(totalMicros)}, today's sum ${money(currentSumMicros)}`;
  return {
    status: lowered ? 'held' : 'optimal',
    reason: lowered ? 'totalLowered' : `only what the limits force: ${why ?? ''}`,
    lineReason: lowered ? `totalLowered: ${words}` : `kept: ${why ?? ''}`,
    shortOfBest: null,
    spends: kept,
    expected,
    solved,
  };
}

/** Today's budgets as they are, with what is to be said of every line. */
export function keepAll(
  account: Account,
  status: 'held' | 'infeasible',
  reason: string,
  probabilityBetter?: number,
): Choice {
  const spends = account.current;
  const expected = expectationOf(account, spends, spends, 0);
  return {
    status,
    reason,
    lineReason: status === 'held' ? reason : 'kept: the plan is infeasible',
    shortOfBest: null,
    spends,
    // Held: how probably the best other budgets would have been better, which is why they were not taken.
    expected: { ...expected, probabilityBetter: probabilityBetter ?? expected.probabilityBetter },
    solved: null,
  };
}

/**
 * What a unit of spend counts against return when a plan is compared with keeping: a target that is missed today makes
 * less spend worth its price, else nothing but the greater return counts.
 */
function priceOf(account: Account, kept: readonly Micros[]): number {
  const { target } = account.policy;
  if (target === null) return 0;
  if (target.kind === 'marginalRoas') return target.value;
  const roas = target.kind === 'cpa' ? 1 / target.value : target.value;
  const spend = kept.reduce((sum, micros) => sum + micros, 0);
  return returnOf(account, kept) >= roas * spend ? 0 : roas;
}
