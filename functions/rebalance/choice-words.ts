import { formatMicros, sumMicros, type Micros } from '../core/money.ts';
import type { LineLimits } from './guardrails.ts';
import type { Account } from './plan-account.ts';
import type { Solved } from './solve.ts';
import { floorToUnit } from './whole-units.ts';

/** Thin evidence alone is told apart: the remedy is data, not patience or another policy. */
export function whyNoneCanMove(limits: readonly LineLimits[]): string {
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

/** How much of the account a plan moves. */
export function movedWords({ channels }: Account, spends: readonly Micros[]): string {
  const moved = spends.filter((spend, index) => spend !== channels[index]?.currentMicros).length;
  return `${moved} of ${channels.length} budgets move to where the next unit of money returns more`;
}

/** What a plan is compared with. */
export function rivalOf({ channels }: Account, kept: readonly Micros[]): string {
  const keepsToday = kept.every((spend, index) => spend === channels[index]?.currentMicros);
  return keepsToday ? 'keeping them' : "keeping today's split as far as the total and the limits allow";
}

/** Why the budgets sum to what they do, where that is not what was asked for. */
export function budgetWords(account: Account, solved: Solved): string[] {
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
