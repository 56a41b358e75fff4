import { MarginalError } from '../core/errors.ts';
import { nearName } from '../core/near-name.ts';
import type { Plan } from '../core/plan.ts';
import { patchPolicy, type PolicyOverrides } from '../core/patch-policy.ts';
import type { Policy } from '../core/policy.ts';
import { channelSettings } from '../core/policy-setting.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { drawOnce, type Draw } from './expectation.ts';
import { draftingOf, toldPlan, type PlanDraft } from './plan.ts';

/**
 * A plan under other assumptions; nothing is kept of it. The scores are those of the patched policy's goal: a caller who
 * asks for another goal scores under it first. Throws `UsageError` for a setting of a channel that has no scores, and
 * what `patchPolicy` and `makePlan` throw. A caller with many questions about one sheet gives a `draw` that remembers.
 */
export function whatIf(
  sheet: ScoreSheet,
  policy: Policy,
  { budget, ...others }: PolicyOverrides,
  draw: Draw = drawOnce(),
): { plan: Plan; channels: readonly ScoredChannel[] } {
  return { plan: toldPlan(whatIfsOf(sheet, policy, others, draw)(budget)), channels: sheet.channels };
}

/** Plans of one total after another under the same other assumptions; undefined leaves the policy's budget. */
export type WhatIfs = (budget: string | undefined, options?: { readonly isRough: boolean }) => PlanDraft;

/** `whatIf` for many totals, as drafts: what does not depend on the total is worked out once. */
export function whatIfsOf(
  sheet: ScoreSheet,
  policy: Policy,
  others: Omit<PolicyOverrides, 'budget'>,
  draw: Draw,
): WhatIfs {
  const known = sheet.channels.map(({ channel }) => channel);
  for (const { channel } of channelSettings(others.set)) {
    if (known.includes(channel)) continue;
    const near = nearName(channel, known);
    const hint = near === undefined ? '`marginal score` lists those there are' : `did you mean '${near}'?`;
    throw new MarginalError('UsageError', `--set: no channel '${channel}'; ${hint}`);
  }
  const patched = patchPolicy(policy, others);
  const drafting = draftingOf({ sheet, policy: patched, mode: 'whatIf', draw });
  return (budget, options) =>
    drafting(budget === undefined ? patched.budgetMicros : patchPolicy(patched, { budget }).budgetMicros, options);
}
