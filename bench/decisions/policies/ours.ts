import { addDays } from '../../../functions/core/calendar.ts';
import type { Plan } from '../../../functions/core/plan.ts';
import type { ChannelRule, Policy as PlanPolicy } from '../../../functions/core/policy.ts';
import type { StatedBudget } from '../../../functions/core/rollup.ts';
import type { ScoreSheet } from '../../../functions/core/scored.ts';
import { makePlan } from '../../../functions/rebalance/plan.ts';
import { scoreAccount } from '../../../functions/score/score-account.ts';
import type { Account } from '../account.ts';
import { deliverNight, emptyReports, FIRST_DAY, microsOf, utcDay, type Reports } from '../platform-reports.ts';
import type { Playout } from '../playout.ts';
import { BOX_HIGH, STEP } from '../scenarios.ts';
import type { Answer, Claim, Policy } from './policy.ts';

/**
 * The product as a user runs it each morning: reports of the night rolled up, scores, a plan, budgets applied. Its
 * settings are the same in every scenario and are the product's defaults, but for the budget, the box of each line and
 * the waiting time after a change, which would be the platform's.
 */
export const ours: Policy = (account) => {
  const applied = new Map<string, StatedBudget>();
  let reports: Reports | null = null;
  return ({ playout, day, current }) => {
    reports ??= emptyReports(playout);
    for (let night = reports.rollups.length; night < day; night += 1) deliverNight(reports, playout, night);
    const policy = policyOf(account, reports, current);
    const startMs = performance.now();
    const sheet = scoreAccount(
      { rollups: reports.rollups, book: reports.book, applied, firstDay: FIRST_DAY },
      { asOf: addDays(FIRST_DAY, day - 1), since: null, policy, localDay: utcDay },
    );
    const scoredMs = performance.now();
    const plan = makePlan({ sheet, policy });
    const plannedMs = performance.now();
    return answerOf(plan, sheet, reports, playout, day, applied, {
      scoreMs: scoredMs - startMs,
      planMs: plannedMs - scoredMs,
    });
  };
};

function answerOf(
  plan: Plan,
  sheet: ScoreSheet,
  reports: Reports,
  { account }: Playout,
  day: number,
  applied: Map<string, StatedBudget>,
  times: Pick<Claim, 'scoreMs' | 'planMs'>,
): Answer {
  const atMs = Date.parse(`${addDays(FIRST_DAY, day)}T02:00:00Z`);
  const lineOf = new Map(reports.ids.map((id, line) => [id, line]));
  const budgets = new Float64Array(account.lines.length);
  for (const { channel, currentMicros, proposedMicros } of plan.lines) {
    budgets[lineOf.get(channel) ?? 0] = proposedMicros / 1e6;
    if (proposedMicros !== currentMicros) applied.set(channel, { micros: proposedMicros, atMs });
  }
  const marginals: Claim['marginals'][number][] = account.lines.map(() => null);
  for (const { channel, marginalRoas: mean, marginalRoasLow: low, marginalRoasHigh: high } of sheet.channels) {
    if (mean !== null && low !== null && high !== null) marginals[lineOf.get(channel) ?? 0] = { low, mean, high };
  }
  const held = plan.status !== 'optimal';
  const claim: Claim = {
    uplift: held ? 0 : plan.expected.upliftMicros / 1e6,
    marginals,
    held,
    gap: plan.certificate.gap,
    ...times,
  };
  return { budgets, claim };
}

/** Rules only for lines whose box one step could leave: the others' would change nothing. */
function policyOf({ lines, budget, scenario }: Account, { ids }: Reports, current: Float64Array): PlanPolicy {
  const rules = lines.flatMap(({ startSpend }, line): ChannelRule[] => {
    const now = current[line] ?? 0;
    const [min, max] = [scenario.boxLow * startSpend, BOX_HIGH * startSpend];
    if (now * (1 - STEP) > min && now * (1 + STEP) < max) return [];
    const minMicros = Math.ceil(100 * min) * 10_000;
    return [{ match: ids[line] ?? '', minMicros, maxMicros: Math.floor(100 * max) * 10_000, lock: false }];
  });
  return {
    currency: 'USD',
    timeZone: 'UTC',
    budgetMicros: microsOf(budget),
    goal: 'revenue',
    margin: null,
    target: null,
    guardrails: {
      maxChange: STEP,
      minBudgetMicros: null,
      maxBudgetMicros: null,
      cooldownDays: 0,
      minConversions: 30,
      maxAgeDays: 3,
    },
    approval: 'auto',
    acceptDays: 400,
    accounts: {},
    outcomes: 'report',
    channels: rules,
    groups: [],
    destinations: {},
  };
}
