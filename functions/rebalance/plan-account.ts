import { MarginalError } from '../core/errors.ts';
import { microsToDecimal, minorUnitMicros, sumMicros, type Micros } from '../core/money.ts';
import type { PlanExpectation } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { channelGroups, type ChannelGroups } from './channel-groups.ts';
import { curveTable, type CurveTable } from './curve-table.ts';
import { expectation, expectedReturn, type Draw } from './expectation.ts';
import { guardrails, lineRules, type LineLimits, type LineRules } from './guardrails.ts';
import { marginalAt } from './line-verdict.ts';
import { roughExpectation } from './rough-expectation.ts';
import { scaledBudgets } from './scaled-budgets.ts';
import { floorToUnit } from './whole-units.ts';

/** `run` measures changes from today's budgets, `whatIf` from today's budgets scaled to the total it asks about. */
export type PlanMode = 'run' | 'whatIf';

/** Over so many lines an expectation may be rough: of fewer it takes no time. */
const ROUGH_FROM_LINES = 100;

/** What all plans of one sheet under one policy have in common, whatever their total. */
export interface Standing {
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

/** What one plan is decided on. */
export interface Account extends Standing {
  readonly limits: readonly LineLimits[];
  readonly targetBudgetMicros: Micros;
  /** The target in whole minor units. */
  readonly totalMicros: Micros;
  /** The total is another than today's, and so nothing is held because it is too uncertain. */
  readonly changedTotal: boolean;
  /** Interval and probability need only be about right, where they decide nothing. */
  readonly isRough: boolean;
}

/** Throws `GroupClash`, and `PolicyInvalid` where today's budgets sum to more than a plan can hold. */
export function standingOf(sheet: ScoreSheet, policy: Policy, mode: PlanMode, draw: Draw): Standing {
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

/** The total in micros; null leaves today's. */
export function accountOf(standing: Standing, budgetMicros: Micros | null, isRough: boolean): Account {
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

/** Micros a day, in the goal's terms. */
export function returnOf(account: Account, spends: readonly Micros[]): number {
  return expectedReturn(account, spends, account.sheet.goal);
}

/** What the proposed budgets are expected to bring against today's and the kept ones. */
export function expectationOf(
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
