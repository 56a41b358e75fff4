import { chanceInWords } from '../core/chance.ts';
import { MarginalError } from '../core/errors.ts';
import { formatMicros, microsToDecimal, minorUnitMicros, sumMicros, type Micros } from '../core/money.ts';
import type { Plan, PlanCertificate, PlanExpectation, PlanLine } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { channelGroups, groupsAtLimit, type ChannelGroups, type Span } from './channel-groups.ts';
import { contradiction } from './contradiction.ts';
import { curveTable, type CurveTable } from './curve-table.ts';
import { drawOnce, expectation, expectedReturn, expectedReturns, type Draw } from './expectation.ts';
import { guardrails, lineRules, type LineLimits, type LineRules } from './guardrails.ts';
import { lineVerdict, marginalAt, type LineSetting } from './line-verdict.ts';
import { linesWithinTotal } from './lines-within-total.ts';
import { roughExpectation } from './rough-expectation.ts';
import { scaledBudgets } from './scaled-budgets.ts';
import { settle, type SettlingLine } from './settle.ts';
import { solve, type Solved } from './solve.ts';
import { surerSpans } from './surer-spans.ts';
import { floorToUnit } from './whole-units.ts';
import { withoutIdleMoves } from './without-idle-moves.ts';

/** `run` measures changes from today's budgets, `whatIf` from today's budgets scaled to the total it asks about. */
type PlanMode = 'run' | 'whatIf';

/** A plan that beats keeping the budgets only with a smaller probability than this is not made. */
const HOLD_BELOW = 0.8;

/** A part of the way that gains less than this share of the return is not worth its changes: nothing is lost without. */
const NEGLIGIBLE_GAIN = 0.0005;

/** Over so many lines an expectation may be rough: of fewer it takes no time. */
const ROUGH_FROM_LINES = 100;

/** What all plans of one sheet under one policy have in common, whatever their total. */
interface Standing {
  readonly mode: PlanMode;
  readonly draw: Draw;
  readonly sheet: ScoreSheet;
  readonly policy: Policy;
  readonly unit: Micros;
  /** Those in the plan, ascending by id; all arrays of lines are in this order. */
  readonly channels: readonly ScoredChannel[];
  readonly curves: CurveTable;
  readonly current: readonly Micros[];
  readonly currentSumMicros: Micros;
  readonly tree: ChannelGroups;
  readonly rules: readonly LineRules[];
  /** Mean marginal return at today's budgets, weighted by them; null where no line has a curve. */
  readonly averageMarginal: number | null;
}

interface Account extends Standing {
  readonly limits: readonly LineLimits[];
  readonly targetBudgetMicros: Micros;
  /** The target in whole minor units. */
  readonly totalMicros: Micros;
  /** The total is another than today's, and so nothing is held because it is too uncertain. */
  readonly changedTotal: boolean;
  /** Interval and probability need only be about right, where they decide nothing. */
  readonly isRough: boolean;
}

/** The best budgets are too uncertain, so these go part of the way; or some moves are not worth a change. */
type ShortOfBest = 'uncertain' | 'idle';

/** Budgets, and how they came about. */
interface Choice {
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

function standingOf(sheet: ScoreSheet, policy: Policy, mode: PlanMode, draw: Draw): Standing {
  // Paused channels count here, so that a clash of groups does not come and go with them.
  channelGroups(
    policy.groups,
    sheet.channels.map(({ channel }) => channel),
  );
  const unit = minorUnitMicros(policy.currency);
  const channels = sheet.channels.filter(({ paused }) => !paused).sort((a, b) => (a.channel < b.channel ? -1 : 1));
  const current = channels.map(({ currentMicros }) => currentMicros);
  const currentSum = sumMicros(current);
  if (currentSum > BigInt(Number.MAX_SAFE_INTEGER)) {
    const [got, allowed] = [microsToDecimal(currentSum), microsToDecimal(Number.MAX_SAFE_INTEGER)];
    throw new MarginalError('PolicyInvalid', `today's budgets sum to ${got}; a plan may hold at most ${allowed}`);
  }
  return {
    mode,
    draw,
    sheet,
    policy,
    unit,
    channels,
    curves: curveTable(channels),
    current,
    currentSumMicros: Number(currentSum),
    tree: channelGroups(
      policy.groups,
      channels.map(({ channel }) => channel),
    ),
    rules: channels.map((channel) => lineRules(channel, { policy, unit, asOf: sheet.asOf })),
    averageMarginal: averageMarginal(channels, sheet.goal),
  };
}

function accountOf(standing: Standing, budgetMicros: Micros | null, isRough: boolean): Account {
  const { mode, policy, unit, current, currentSumMicros, rules } = standing;
  const targetBudgetMicros = budgetMicros ?? currentSumMicros;
  const totalMicros = floorToUnit(targetBudgetMicros, unit);
  const bases = mode === 'run' ? current : scaledBudgets(rules, { totalMicros, unit });
  const { maxChange } = policy.guardrails;
  return {
    ...standing,
    limits: rules.map((line, index) => guardrails(line, bases[index] ?? 0, { maxChange, unit })),
    targetBudgetMicros,
    totalMicros,
    changedTotal: mode === 'whatIf' && totalMicros !== currentSumMicros,
    isRough,
  };
}

/**
 * The best plan, or, where it is not clearly better, what keeping the budgets comes to within the limits: today's budgets
 * as they are, unless they sum to more than the total or stand outside what a rule above hold allows.
 */
function choose(account: Account): Choice {
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

function returnOf(account: Account, spends: readonly Micros[]): number {
  return expectedReturn(account, spends, account.sheet.goal);
}

/** What the proposed budgets are expected to bring against today's and the kept ones. */
function expectationOf(
  account: Account,
  kept: readonly Micros[],
  proposed: readonly Micros[],
  pricePerSpend: number,
): PlanExpectation {
  const { channels, curves, current, sheet, draw, isRough, changedTotal } = account;
  const comparison = { channels, curves, current, kept, proposed };
  return isRough && changedTotal && channels.length >= ROUGH_FROM_LINES
    ? roughExpectation(comparison, { goal: sheet.goal, pricePerSpend })
    : expectation(comparison, { sheet, pricePerSpend, draw });
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

/** Thin evidence alone is told apart: the remedy is data, not patience or another policy. */
function whyNoneCanMove(limits: readonly LineLimits[]): string {
  const kept = new Set(limits.map(({ keep }) => keep ?? 'untrusted'));
  const words = [
    ...(kept.has('lock') ? ['locked'] : []),
    ...(kept.has('cooldown') ? ['cooling down'] : []),
    ...(kept.has('untrusted') ? ['short of evidence'] : []),
  ];
  return words.some((word) => word !== 'short of evidence')
    ? `every budget is ${words.join(' or ')}`
    : 'no channel can be trusted';
}

function keepAll(account: Account, status: 'held' | 'infeasible', reason: string, probabilityBetter?: number): Choice {
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

function movedWords({ channels }: Account, spends: readonly Micros[]): string {
  const moved = spends.filter((spend, index) => spend !== channels[index]?.currentMicros).length;
  return `${moved} of ${channels.length} budgets move to where the next unit of money returns more`;
}

function rivalOf({ channels }: Account, kept: readonly Micros[]): string {
  const keepsToday = kept.every((spend, index) => spend === channels[index]?.currentMicros);
  return keepsToday ? 'keeping them' : "keeping today's split as far as the total and the limits allow";
}

/** Why the budgets sum to what they do, where that is not what was asked for. */
function budgetWords(account: Account, solved: Solved): string[] {
  const { policy, targetBudgetMicros } = account;
  const money = (micros: Micros) => formatMicros(micros, policy.currency);
  const budgetMicros = Number(sumMicros(solved.spends));
  const { target } = policy;
  if (target !== null && solved.targetMissed) {
    return [
      `the target ${target.kind} of ${target.value} cannot be met; ${money(budgetMicros)} is the least the limits allow`,
    ];
  }
  if (target !== null && budgetMicros < targetBudgetMicros) {
    return [
      `${money(budgetMicros)} is the most that meets the target ${target.kind} of ${target.value} within the limits`,
    ];
  }
  if (budgetMicros < floorToUnit(targetBudgetMicros, account.unit)) {
    return [`the limits allow ${money(budgetMicros)} of ${money(targetBudgetMicros)}`];
  }
  return [];
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

function averageMarginal(channels: readonly ScoredChannel[], goal: ScoreSheet['goal']): number | null {
  let spend = 0;
  let weighted = 0;
  for (const channel of channels) {
    const marginal = marginalAt(channel, channel.currentMicros, goal);
    if (marginal === null) continue;
    spend += channel.currentMicros;
    weighted += marginal * channel.currentMicros;
  }
  return spend === 0 ? null : weighted / spend;
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
