import { closest } from 'fastest-levenshtein';
import { MarginalError } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { patchPolicy, type PolicyOverrides } from '../core/patch-policy.ts';
import type { Policy } from '../core/policy.ts';
import { channelSettings } from '../core/policy-setting.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { drawOnce, type Draw } from './expectation.ts';
import { makePlan } from './plan.ts';

/**
 * A plan under other assumptions; nothing is kept of it. The scores are those of the patched policy's goal: a caller who
 * asks for another goal scores under it first. Throws `UsageError` for a setting of a channel that has no scores, and
 * what `patchPolicy` and `makePlan` throw. A caller with many questions about one sheet gives a `draw` that remembers.
 */
export function whatIf(
  sheet: ScoreSheet,
  policy: Policy,
  overrides: PolicyOverrides,
  draw: Draw = drawOnce(),
): { plan: Plan; channels: readonly ScoredChannel[] } {
  const known = sheet.channels.map(({ channel }) => channel);
  for (const { channel } of channelSettings(overrides.set)) {
    if (known.includes(channel)) continue;
    const hint = known.length === 0 ? 'there is none yet' : `did you mean '${closest(channel, known)}'?`;
    throw new MarginalError('UsageError', `--set: no channel '${channel}'; ${hint}`);
  }
  const plan = makePlan({ sheet, policy: patchPolicy(policy, overrides), mode: 'whatIf', draw });
  return { plan, channels: sheet.channels };
}
