import { meanCurve } from '../core/curve-posterior.ts';
import type { Curve } from '../core/curve.ts';
import type { Micros } from '../core/money.ts';
import type { Policy } from '../core/policy.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { allot, type AllocatedLine } from './allocate/allocate.ts';
import type { Objective } from './allocate/problem.ts';
import type { ChannelGroups } from './channel-groups.ts';
import { problemGroups, settle, type Settled, type SettlingLine } from './settle.ts';

/** The best plan within the settled limits, lines in their order. */
export interface Solved {
  readonly spends: readonly Micros[];
  /** What a group did to each line: `group:NAME`, or null. */
  readonly groupBindings: readonly (`group:${string}` | null)[];
  readonly settled: Settled;
  readonly multiplier: number | null;
  /** No plan within the same limits returns more; the curve's return, spend not taken off. */
  readonly boundMicros: number;
  readonly gap: number;
  /** The policy's target cannot be met within the limits; spent is the least they allow. */
  readonly targetMissed: boolean;
}

export interface SolvingAccount {
  readonly sheet: Pick<ScoreSheet, 'goal'>;
  readonly policy: Policy;
  readonly channels: readonly ScoredChannel[];
  readonly lines: readonly SettlingLine[];
  readonly tree: ChannelGroups;
  readonly unit: Micros;
}

const NO_RETURN: Curve = { kind: 'hill', ceiling: 0, halfSaturation: 1, slope: 1 };

/** Shares of the budget move with a budget that a target chooses; rounds shrink geometrically. */
const TARGET_ROUNDS_MAX = 60;

/**
 * Allocates within the limits: the whole budget where the policy has no target, else the largest that meets it. Kept
 * lines take part as fixed ones, so return, bound and targets are those of the account.
 */
export function solve(account: SolvingAccount, totalMicros: Micros): Solved {
  const { policy, tree, lines, unit } = account;
  const objective = objectiveOf(account);
  let settled = settle(lines, tree, { totalMicros, unit });
  if (objective === 'return') return solvedWithin(account, settled, 'return') ?? impossible();
  const sharesMatter = policy.groups.some(({ maxShare }) => maxShare !== null);
  for (let round = 0; round < TARGET_ROUNDS_MAX; round += 1) {
    const solved = solvedWithin(account, settled, objective);
    if (solved === null) break;
    const spentMicros = solved.spends.reduce((sum, spend) => sum + spend, 0);
    if (!sharesMatter || spentMicros === settled.budgetMicros) return solved;
    settled = settle(lines, tree, { totalMicros: spentMicros, unit });
  }
  while (settled.leastMicros < settled.budgetMicros) {
    const least = { ...settled, budgetMicros: settled.leastMicros };
    settled = sharesMatter ? settle(lines, tree, { totalMicros: least.budgetMicros, unit }) : least;
  }
  return { ...(solvedWithin(account, settled, 'return') ?? impossible()), targetMissed: true };
}

function impossible(): never {
  throw new Error('settled limits that cannot hold');
}

/** Targets are of the return as the goal counts it; the curves of profit do not have the spend taken off, hence + 1. */
function objectiveOf({ policy: { target }, sheet }: SolvingAccount): Objective {
  const spendCost = sheet.goal === 'profit' ? 1 : 0;
  if (target === null) return 'return';
  if (target.kind === 'cpa') return { targetCpa: target.value };
  const value = target.value + spendCost;
  return target.kind === 'roas' ? { targetRoas: value } : { targetMarginalRoas: value };
}

function solvedWithin(account: SolvingAccount, settled: Settled, objective: Objective): Solved | null {
  const { channels, lines, tree, unit } = account;
  const answer = allot({
    budget: settled.budgetMicros,
    unit,
    objective,
    lines: channels.map(({ channel, posterior }, index) => {
      const [min, max] = settled.lines[index] ?? [0, 0];
      const curve = posterior === null || posterior.components.length === 0 ? NO_RETURN : meanCurve(posterior);
      return { id: channel, min, max, curve };
    }),
    groups: problemGroups(lines, tree, settled.groups),
  });
  if (answer.status !== 'optimal') return null;
  return {
    spends: answer.spends,
    groupBindings: answer.bindings.map(groupBinding),
    settled,
    multiplier: answer.multiplier,
    boundMicros: answer.bound,
    gap: answer.gap,
    targetMissed: false,
  };
}

function groupBinding(binding: AllocatedLine['binding']): `group:${string}` | null {
  return binding === 'min' || binding === 'max' ? null : binding;
}
