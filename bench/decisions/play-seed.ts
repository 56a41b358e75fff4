import { accountOf, trueMarginal, trueReturn, type Account } from './account.ts';
import { playBudgets, startPlayout } from './playout.ts';
import { POLICIES } from './policies/index.ts';
import type { Claim } from './policies/policy.ts';
import { BOX_HIGH, SCENARIOS, STEP, TEST_DAYS } from './scenarios.ts';

/** Half a cent: what rounding to whole cents may leave. */
const ROUNDING = 0.005 + 1e-9;

/** How one policy fared in one seed; values are noise-free, at weekday and demand 1. */
export interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  readonly policy: string;
  /** Expected return of each test day. */
  readonly value: readonly number[];
  /** Largest excess of a day's budgets over the account's. */
  readonly overspend: number;
  /** Budgets outside step or box. */
  readonly breaks: number;
  /** Mean of |change| / budget over lines and days. */
  readonly churn: number;
  /** How often a line's change turned against its last one: mean over lines, of all test days. */
  readonly flips: number;
  readonly ms: number;
  /** Only of policies that say what they expect. */
  readonly claims: Claims | null;
}

export interface Claims {
  /** Sums over days of the gain predicted for the day's change, and of the true one. */
  readonly predicted: number;
  readonly realised: number;
  /** Line-days with an interval of marginal ROAS: inside it, below it, above it. */
  readonly covered: number;
  readonly below: number;
  readonly above: number;
  /** Sum over line-days of width / mean, and of ln(mean / truth). */
  readonly width: number;
  readonly logError: number;
  readonly squaredLogError: number;
  readonly heldDays: number;
  readonly largestGap: number;
  readonly scoreMs: number;
  readonly planMs: number;
}

/** Plays a policy through the test days of a seed's account. */
export function playSeed(scenarioId: string, seed: number, policyId: string): Outcome {
  const scenario = SCENARIOS.find(({ id }) => id === scenarioId);
  const policy = POLICIES[policyId];
  if (scenario === undefined || policy === undefined) throw new RangeError(`no ${scenarioId} or no ${policyId}`);
  const account = accountOf(scenario, seed);
  const playout = startPlayout(account);
  const decide = policy(account);
  const value: number[] = [];
  const claims = emptyClaims();
  let claimed = false;
  const directions = new Int8Array(account.lines.length);
  let [overspend, breaks, churn, flips, ms] = [0, 0, 0, 0, 0];
  let current: Float64Array = Float64Array.from(account.lines, ({ startSpend }) => startSpend);
  const carried = current.slice();
  for (let test = 0; test < TEST_DAYS; test += 1) {
    const day = scenario.historyDays + test;
    const startMs = performance.now();
    const { budgets, claim } = decide({ playout, day, current });
    ms += performance.now() - startMs;
    if (claim !== undefined) {
      claimed = true;
      judge(claims, claim, account, day, current, budgets);
    }
    overspend = Math.max(overspend, budgets.reduce((sum, spend) => sum + spend, 0) - account.budget);
    breaks += policyId === 'freeOracle' ? 0 : breaksOf(account, current, budgets);
    churn += churnOf(current, budgets) / TEST_DAYS;
    flips += flipsOf(directions, current, budgets) / account.lines.length;
    playBudgets(playout, day, budgets);
    value.push(valueOf(account, day, budgets, carried));
    current = budgets;
  }
  return {
    scenario: scenarioId,
    seed,
    policy: policyId,
    value,
    overspend,
    breaks,
    churn,
    flips,
    ms,
    claims: claimed ? claims : null,
  };
}

/** Expected return of the day; where spend carries over, of what has built up. */
function valueOf(account: Account, day: number, budgets: Float64Array, carried: Float64Array): number {
  return account.lines.reduce((sum, { adstock }, line) => {
    const effective = adstock * (carried[line] ?? 0) + (1 - adstock) * (budgets[line] ?? 0);
    carried[line] = effective;
    return sum + trueReturn(account, line, day, effective);
  }, 0);
}

function breaksOf({ lines, scenario }: Account, current: Float64Array, budgets: Float64Array): number {
  return lines.filter(({ startSpend }, line) => {
    const [before, after] = [current[line] ?? 0, budgets[line] ?? 0];
    const low = Math.max(scenario.boxLow * startSpend, (1 - STEP) * before);
    const high = Math.min(BOX_HIGH * startSpend, (1 + STEP) * before);
    return !(after >= low - ROUNDING && after <= high + ROUNDING);
  }).length;
}

function churnOf(current: Float64Array, budgets: Float64Array): number {
  let sum = 0;
  for (const [line, before] of current.entries()) sum += Math.abs((budgets[line] ?? 0) / Math.max(before, 0.01) - 1);
  return sum / current.length;
}

/** Lines whose change goes the other way than their last; what moves by less than a cent did not move. */
function flipsOf(directions: Int8Array, current: Float64Array, budgets: Float64Array): number {
  let turned = 0;
  for (const [line, before] of current.entries()) {
    const change = (budgets[line] ?? 0) - before;
    if (Math.abs(change) < 0.01) continue;
    const direction = Math.sign(change);
    if (directions[line] === -direction) turned += 1;
    directions[line] = direction;
  }
  return turned;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function emptyClaims(): Mutable<Claims> {
  return {
    predicted: 0,
    realised: 0,
    covered: 0,
    below: 0,
    above: 0,
    width: 0,
    logError: 0,
    squaredLogError: 0,
    heldDays: 0,
    largestGap: 0,
    scoreMs: 0,
    planMs: 0,
  };
}

function judge(
  claims: Mutable<Claims>,
  claim: Claim,
  account: Account,
  day: number,
  current: Float64Array,
  budgets: Float64Array,
): void {
  claims.predicted += claim.uplift;
  for (const [line, before] of current.entries()) {
    claims.realised += trueReturn(account, line, day, budgets[line] ?? 0) - trueReturn(account, line, day, before);
    const interval = claim.marginals[line];
    if (interval === null || interval === undefined) continue;
    const truth = trueMarginal(account, line, day, before);
    if (truth < interval.low) claims.above += 1;
    else if (truth > interval.high) claims.below += 1;
    else claims.covered += 1;
    claims.width += (interval.high - interval.low) / interval.mean;
    const error = Math.log(interval.mean / truth);
    claims.logError += error;
    claims.squaredLogError += error ** 2;
  }
  claims.heldDays += claim.held ? 1 : 0;
  claims.largestGap = Math.max(claims.largestGap, claim.gap ?? 0);
  claims.scoreMs += claim.scoreMs;
  claims.planMs += claim.planMs;
}
