import type { Day } from './calendar.ts';
import type { ChannelId } from './channel.ts';
import type { Micros } from './money.ts';
import type { GroupRule } from './policy.ts';
import type { CurrentSource } from './scored.ts';

/** What stopped a line: null where it stands at its own optimum. */
export type Binding = null | 'min' | 'max' | 'maxChange' | 'lock' | 'cooldown' | 'untrusted' | `group:${string}`;

export interface PlanLine {
  readonly channel: ChannelId;
  readonly currentMicros: Micros;
  readonly currentSource: CurrentSource;
  readonly proposedMicros: Micros;
  /** Expected return a day at the proposal; 0 where there is no curve. */
  readonly expectedReturnMicros: number;
  readonly marginalRoas: number | null;
  readonly binding: Binding;
  /** In words for a person: "evidence too thin: 9 conversions, 30 needed", "at its maximum of $5,000.00". */
  readonly reason: string;
}

/** Per day, at the proposed budgets against today's. Intervals are 90 %. */
export interface PlanExpectation {
  readonly currentReturnMicros: number;
  readonly proposedReturnMicros: number;
  readonly upliftMicros: number;
  readonly upliftLowMicros: number;
  readonly upliftHighMicros: number;
  readonly probabilityBetter: number;
}

export interface PlanCertificate {
  /** What the next unit of money would return, in return per spend. */
  readonly multiplier: number | null;
  /** No plan within the same limits returns more, in micros a day. */
  readonly boundMicros: number | null;
  readonly gap: number | null;
}

export type PlanStatus = 'optimal' | 'held' | 'infeasible';

/** `proposedMicros` of the lines sum to `budgetMicros` exactly. */
export interface Plan {
  readonly status: PlanStatus;
  readonly reason: string;
  readonly budgetMicros: Micros;
  readonly targetBudgetMicros: Micros;
  /** Ascending by channel id. */
  readonly lines: readonly PlanLine[];
  readonly expected: PlanExpectation;
  readonly certificate: PlanCertificate;
}

/** A plan as the ledger keeps it, with what it was made from. */
export interface RunRecord {
  readonly runId: string;
  readonly asOf: Day;
  readonly currency: string;
  /** Of the policy it was made under, as are the groups. */
  readonly timeZone: string;
  readonly groups: readonly Pick<GroupRule, 'name' | 'match'>[];
  readonly createdAtMs: number;
  readonly policyKey: string;
  readonly scoresKey: string;
  readonly plan: Plan;
}
