import { sumMicros, type Micros } from '../core/money.ts';
import type { Plan, PlanCertificate, PlanLine } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { groupsAtLimit } from './channel-groups.ts';
import { choose, keepAll, type Choice, type ShortOfBest } from './choose.ts';
import { contradiction } from './contradiction.ts';
import { drawOnce, expectedReturns, type Draw } from './expectation.ts';
import type { LineLimits } from './guardrails.ts';
import { lineVerdict, marginalAt, type LineSetting } from './line-verdict.ts';
import { accountOf, standingOf, type Account, type PlanMode } from './plan-account.ts';

/** A plan whose lines are told when they are asked for: the words of a thousand take as long as solving does. */
export interface PlanDraft {
  readonly channels: readonly ScoredChannel[];
  readonly proposed: readonly Micros[];
  readonly expectedReturns: Float64Array<ArrayBuffer>;
  readonly lineAt: (index: number) => PlanLine;
  readonly whole: Omit<Plan, 'lines'>;
}

/** Drafts a plan of that total; null leaves today's. */
export type Drafting = (budgetMicros: Micros | null, options?: { readonly isRough: boolean }) => PlanDraft;

interface PlanOptions {
  readonly sheet: ScoreSheet;
  readonly policy: Policy;
  readonly mode?: PlanMode;
  readonly draw?: Draw;
}

/**
 * Tomorrow's budgets within the policy: bounds, then the exact allocation; where that is not clearly better, the boldest
 * part of the way to it that is; hold where none is.
 * Pure: equal sheets and policies give equal plans, whatever the order of the channels. Paused channels are not in it.
 * Throws `GroupClash`; limits that contradict one another are a plan with status `infeasible` that keeps every budget.
 *
 * Worked example: of two lines at 100 a day, the one whose next unit returns more goes to 120 and the other to 80, at
 * the default maxChange of 20 %.
 */
export function makePlan(options: PlanOptions): Plan {
  return toldPlan(draftingOf(options)(options.policy.budgetMicros));
}

/** The draft with all its lines. */
export function toldPlan({ channels, lineAt, whole }: PlanDraft): Plan {
  const { status, reason, budgetMicros, targetBudgetMicros, expected, certificate } = whole;
  const lines = channels.map((_channel, index) => lineAt(index));
  return { status, reason, budgetMicros, targetBudgetMicros, lines, expected, certificate };
}

/**
 * `makePlan` for many totals: what does not depend on the total is worked out once. A rough draft has the very budgets of
 * an exact one; its interval and, where nothing hangs on it, its probability are only about right.
 */
export function draftingOf({ sheet, policy, mode = 'run', draw = drawOnce() }: PlanOptions): Drafting {
  if (sheet.goal !== policy.goal)
    throw new Error(`scores are for goal '${sheet.goal}', the policy's is '${policy.goal}'`);
  const standing = standingOf(sheet, policy, mode, draw);
  return (budgetMicros, { isRough } = { isRough: false }) => {
    const account = accountOf(standing, budgetMicros, isRough);
    const { channels, limits, tree, totalMicros, unit } = account;
    const clash = contradiction(limits, tree, { budgetMicros: totalMicros, unit, currency: policy.currency });
    const choice = clash === null ? choose(account) : keepAll(account, 'infeasible', clash);
    const returns = expectedReturns(account, choice.spends, sheet.goal);
    return {
      channels,
      proposed: choice.spends,
      expectedReturns: returns,
      lineAt: lineAtOf(account, choice, returns),
      whole: {
        status: choice.status,
        reason: choice.reason,
        budgetMicros: Number(sumMicros(choice.spends)),
        targetBudgetMicros: account.targetBudgetMicros,
        expected: choice.expected,
        certificate: certificateOf(account, choice),
      },
    };
  };
}

function lineAtOf(account: Account, choice: Choice, returns: Float64Array): PlanDraft['lineAt'] {
  const { sheet, policy, limits, averageMarginal, totalMicros, currentSumMicros } = account;
  const setting: LineSetting = {
    currency: policy.currency,
    goal: sheet.goal,
    averageMarginal,
    heldReason: choice.lineReason,
    totalMove: Math.sign(totalMicros - currentSumMicros),
    maxChange: policy.guardrails.maxChange,
  };
  const chosen = choice.solved !== null && choice.spends === choice.solved.spends;
  const groups = chosen ? choice.solved.groupBindings : groupsAtLimit(account.tree, choice.spends, account);
  return (index) => {
    const line = limits[index];
    if (line === undefined) throw new Error(`no line ${index}`);
    const { channel } = line;
    const proposedMicros = choice.spends[index] ?? 0;
    const verdict = lineVerdict(line, proposedMicros, groups[index] ?? null, setting);
    const bestMicros = choice.solved?.spends[index] ?? proposedMicros;
    const { binding, reason } = verdictShortOf(bestMicros, verdict, line, proposedMicros, choice.shortOfBest);
    return {
      channel: channel.channel,
      currentMicros: channel.currentMicros,
      currentSource: channel.currentSource,
      proposedMicros,
      expectedReturnMicros: returns[index] ?? 0,
      marginalRoas: marginalAt(channel, proposedMicros, sheet.goal),
      binding,
      reason,
    };
  };
}

/** The verdict on a line that may stop short of its best budget because going on is not surely better, or not worth it. */
function verdictShortOf(
  bestMicros: Micros,
  verdict: ReturnType<typeof lineVerdict>,
  line: LineLimits,
  proposedMicros: Micros,
  shortOfBest: ShortOfBest | null,
): ReturnType<typeof lineVerdict> {
  if (shortOfBest === null || line.keep !== null || verdict.binding !== null) return verdict;
  const left = Math.sign(bestMicros - proposedMicros);
  const moved = Math.sign(proposedMicros - line.channel.currentMicros);
  if (left === 0 || moved === -left) return verdict;
  if (shortOfBest === 'idle') {
    return moved === 0 ? { binding: null, reason: 'kept: moving it would gain next to nothing' } : verdict;
  }
  const reason =
    moved === 0 ? 'kept: moving it is not surely better' : `${verdict.reason}; further is not surely better`;
  return { binding: null, reason };
}

/** The bound is of all plans within the limits; the gap of a plan short of the best says what that leaves unearned at most. */
function certificateOf({ sheet }: Account, { status, solved, spends, expected }: Choice): PlanCertificate {
  const returned = expected.proposedReturnMicros;
  if (status === 'infeasible') return { multiplier: null, boundMicros: null, gap: null };
  if (solved === null) return { multiplier: null, boundMicros: returned, gap: 0 };
  const spendCost = sheet.goal === 'profit' ? solved.spends.reduce((sum, spend) => sum + spend, 0) : 0;
  const boundMicros = Math.max(returned, Math.round(solved.boundMicros - spendCost));
  const gap = spends === solved.spends ? solved.gap : (boundMicros - returned) / Math.abs(boundMicros || 1);
  return { multiplier: solved.multiplier, boundMicros, gap };
}
