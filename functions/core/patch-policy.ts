import * as v from 'valibot';
import { MarginalError } from './errors.ts';
import { complaintSentence } from './policy-complaint.ts';
import { policyContradiction } from './policy-contradiction.ts';
import { guardrailEntries, targetEntries } from './policy-entries.ts';
import {
  policySetting,
  type ChannelSetting,
  type GuardrailSetting,
  type PolicySetting,
  type TargetSetting,
} from './policy-setting.ts';
import { amount, oneOf, trueOrFalse } from './policy-values.ts';
import { DEFAULT_GUARDRAILS, GOALS, ruleFor, type ChannelRule, type Policy } from './policy.ts';

/** What `what-if` changes of a policy, as typed: the same texts the policy file would hold. */
export interface PolicyOverrides {
  readonly budget?: string;
  readonly maxChange?: string;
  readonly goal?: string;
  readonly targetRoas?: string;
  /** Each like `google:123:456.max=500` or `guardrails.maxBudget=500`; of two for one key the last counts. */
  readonly set?: readonly string[];
}

/**
 * The policy under other assumptions; the one given stays as it is. A limit of a channel puts a rule for that very channel
 * first, which keeps whatever else the rule that matched it so far says. Throws `PolicyInvalid` or `UsageError` in the
 * words of `parsePolicy`, naming the option.
 */
export function patchPolicy(policy: Policy, overrides: PolicyOverrides): Policy {
  const maxChange = option('--max-change', guardrailEntries.maxChange.wrapped, overrides.maxChange);
  const targetRoas = option('--target-roas', targetEntries.roas.wrapped, overrides.targetRoas);
  const asked: Policy = {
    ...policy,
    budgetMicros: option('--budget', amount, overrides.budget) ?? policy.budgetMicros,
    goal: option('--goal', oneOf(GOALS), overrides.goal) ?? policy.goal,
    target: targetRoas === undefined ? policy.target : { kind: 'roas', value: targetRoas },
    guardrails: { ...policy.guardrails, maxChange: maxChange ?? policy.guardrails.maxChange },
  };
  const patched = (overrides.set ?? []).map(policySetting).reduce(withSetting, asked);
  const complaint = policyContradiction(patched);
  if (complaint !== undefined) throw new MarginalError('PolicyInvalid', `what-if: ${complaintSentence(complaint)}`);
  return patched;
}

function withSetting(policy: Policy, setting: PolicySetting): Policy {
  if ('channel' in setting) {
    const rule = ruleWith(setting, ruleFor(policy, setting.channel));
    return { ...policy, channels: [rule, ...policy.channels] };
  }
  if (setting.section === 'targets') return { ...policy, target: targetOf(setting) };
  return { ...policy, guardrails: { ...policy.guardrails, ...guardrailOf(setting) } };
}

function option<T>(name: string, schema: v.GenericSchema<string, T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const checked = v.safeParse(schema, text);
  if (checked.success) return checked.output;
  throw new MarginalError('UsageError', `${name}: ${checked.issues[0].message}`);
}

function ruleWith({ channel, key, value }: ChannelSetting, rule: ChannelRule | undefined): ChannelRule {
  const rest = { minMicros: null, maxMicros: null, lock: false, ...rule, match: channel };
  const name = `--set ${channel}.${key}`;
  if (key === 'lock') return { ...rest, lock: option(name, trueOrFalse, value) ?? false };
  const limitMicros = option(name, amount, value) ?? null;
  return key === 'min' ? { ...rest, minMicros: limitMicros } : { ...rest, maxMicros: limitMicros };
}

function targetOf({ key, value }: TargetSetting): Policy['target'] {
  const read = option(`--set targets.${key}`, targetEntries[key].wrapped, value === '' ? undefined : value);
  return read === undefined ? null : { kind: key, value: read };
}

function guardrailOf({ key, value }: GuardrailSetting): Partial<Policy['guardrails']> {
  const read = option(`--set guardrails.${key}`, guardrailEntries[key].wrapped, value === '' ? undefined : value);
  if (key === 'minBudget') return { minBudgetMicros: read ?? DEFAULT_GUARDRAILS.minBudgetMicros };
  if (key === 'maxBudget') return { maxBudgetMicros: read ?? DEFAULT_GUARDRAILS.maxBudgetMicros };
  return { [key]: read ?? DEFAULT_GUARDRAILS[key] };
}
