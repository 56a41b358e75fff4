import { daysBetween, localDayIn, type Day } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import type { PlanLine, RunRecord } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { NameOf } from './channel-names.ts';

/** What applying takes from the policy as it stands today, not as it stood when the plan was made. */
export type ApplyRules = Pick<Policy, 'timeZone' | 'destinations'> & {
  readonly guardrails: Pick<Policy['guardrails'], 'maxAgeDays'>;
};

/** When a plan is applied, and the last day that data of its run is there for. */
export interface Moment {
  readonly dataDay: Day;
  readonly nowMs: number;
}

/** The lines of a plan whose budget is to change. */
export function changesOf({ plan }: RunRecord): PlanLine[] {
  return plan.lines.filter((line) => line.proposedMicros !== line.currentMicros);
}

/** A held plan that lowers the total changes budgets all the same, and may be applied. */
function refuseNothing(record: RunRecord): void {
  const { runId, plan } = record;
  if (plan.status !== 'infeasible' && changesOf(record).length > 0) return;
  const reasons = {
    infeasible: `the plan of run '${runId}' is infeasible: ${plan.reason}`,
    held: `run '${runId}' is held, it changes no budget: ${plan.reason}`,
    optimal: `run '${runId}' changes no budget: every line is where it should be`,
  };
  throw new MarginalError('NothingToApply', reasons[plan.status], { details: { runId, status: plan.status } });
}

function refuseStale({ runId }: RunRecord, rules: ApplyRules, { dataDay, nowMs }: Moment): void {
  const { maxAgeDays } = rules.guardrails;
  const ageDays = daysBetween(dataDay, localDayIn(rules.timeZone)(nowMs));
  if (ageDays <= maxAgeDays) return;
  throw new MarginalError(
    'Stale',
    `run '${runId}' rests on data to ${dataDay}, ${ageDays} days old; maxAgeDays is ${maxAgeDays}`,
    { details: { runId, dataDay, ageDays, maxAgeDays } },
  );
}

function refuseNowhere(record: RunRecord, rules: ApplyRules, nameOf: NameOf): void {
  const platforms = [...new Set(changesOf(record).map(({ channel }) => nameOf(channel).platform))].sort();
  if (platforms.some((platform) => rules.destinations[platform] !== undefined)) return;
  const named = platforms.map((platform) => `'${platform}'`).join(', ');
  const example = platforms.map((platform) => `${platform}: sheet`).join(', ');
  throw new MarginalError('NoDestination', `no destination for ${named}; policy: destinations: { ${example} }`, {
    details: { platforms },
  });
}

/**
 * Refuses a plan that must not be applied, by these in turn: `NothingToApply` where no budget changes or the plan is
 * infeasible; `Stale` where today, in the policy's time zone, is more than `maxAgeDays` days after the data's last day;
 * `NoDestination` where none of the changes can be written anywhere.
 */
export function refuseApply(record: RunRecord, rules: ApplyRules, nameOf: NameOf, moment: Moment): void {
  refuseNothing(record);
  refuseStale(record, rules, moment);
  refuseNowhere(record, rules, nameOf);
}
