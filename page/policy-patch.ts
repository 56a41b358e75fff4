import { microsToDecimal } from '../functions/core/money.ts';
import { patchPolicy, type PolicyOverrides } from '../functions/core/patch-policy.ts';
import type { ChannelRule, Policy } from '../functions/core/policy.ts';
import { channelSettings } from '../functions/core/policy-setting.ts';

/**
 * The keys of `policy.yaml` that make a scenario the policy, as YAML; empty where it changes nothing. Channel rules hold
 * all that stands for their channel, because the first rule that matches is the only one: they belong before the others.
 * Throws what `patchPolicy` throws.
 */
export function policyPatch(policy: Policy, overrides: PolicyOverrides): string {
  const { budget, goal, targetRoas, maxChange, set = [] } = overrides;
  const patched = patchPolicy(policy, overrides);
  const channels = new Set(channelSettings(set).map(({ channel }) => channel));
  const rules = [...channels].flatMap((channel) => patched.channels.find(({ match }) => match === channel) ?? []);
  const lines = [
    ...(budget === undefined ? [] : [`budget: ${budget}`]),
    ...(goal === undefined ? [] : [`goal: ${goal}`]),
    ...(targetRoas === undefined ? [] : [`targets: { roas: ${targetRoas} }`]),
    ...(maxChange === undefined ? [] : [`guardrails: { maxChange: ${maxChange} }`]),
    ...(rules.length === 0 ? [] : ['channels: # before the rules that are there', ...rules.map(ruleLine)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function ruleLine({ match, minMicros, maxMicros, lock }: ChannelRule): string {
  const keys = [
    // JSON's quoted strings are YAML's.
    `match: ${JSON.stringify(match)}`,
    ...(minMicros === null ? [] : [`min: ${microsToDecimal(minMicros)}`]),
    ...(maxMicros === null ? [] : [`max: ${microsToDecimal(maxMicros)}`]),
    ...(lock ? ['lock: true'] : []),
  ];
  return `  - { ${keys.join(', ')} }`;
}
