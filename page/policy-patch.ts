import { microsToDecimal } from '../functions/core/money.ts';
import { patchPolicy, type PolicyOverrides } from '../functions/core/patch-policy.ts';
import type { ChannelRule, Policy } from '../functions/core/policy.ts';
import { channelSettings } from '../functions/core/policy-setting.ts';

/**
 * The keys of `policy.yaml` that make a scenario the policy, as YAML; empty where it changes nothing. Each takes the place
 * of the key of that name and says all that stands there, guardrails the scenario leaves alone included; but channel
 * rules, of which the first that matches is the only one, belong before the others. Throws what `patchPolicy` throws.
 */
export function policyPatch(policy: Policy, overrides: PolicyOverrides): string {
  const { budget, goal, set = [] } = overrides;
  const patched = patchPolicy(policy, overrides);
  const channels = new Set(channelSettings(set).map(({ channel }) => channel));
  const rules = [...channels].flatMap((channel) => patched.channels.find(({ match }) => match === channel) ?? []);
  const lines = [
    ...(budget === undefined ? [] : [`budget: ${budget}`]),
    ...(goal === undefined ? [] : [`goal: ${goal}`]),
    ...(isDeepEqual(patched.target, policy.target) ? [] : [targetLine(patched.target)]),
    ...(isDeepEqual(patched.guardrails, policy.guardrails) ? [] : [guardrailsLine(patched.guardrails)]),
    ...(rules.length === 0 ? [] : ['channels: # before the rules that are there', ...rules.map(ruleLine)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function isDeepEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function targetLine(target: Policy['target']): string {
  return target === null ? 'targets:' : `targets: { ${target.kind}: ${target.value} }`;
}

function guardrailsLine(guardrails: Policy['guardrails']): string {
  const { maxChange, minBudgetMicros, maxBudgetMicros, cooldownDays, minConversions, maxAgeDays } = guardrails;
  const keys = [
    `maxChange: ${shareText(maxChange)}`,
    ...(minBudgetMicros === null ? [] : [`minBudget: ${microsToDecimal(minBudgetMicros)}`]),
    ...(maxBudgetMicros === null ? [] : [`maxBudget: ${microsToDecimal(maxBudgetMicros)}`]),
    ...(cooldownDays === null ? [] : [`cooldownDays: ${cooldownDays}`]),
    `minConversions: ${minConversions}`,
    `maxAgeDays: ${maxAgeDays}`,
  ];
  return `guardrails: { ${keys.join(', ')} }`;
}

/** In per cent where that reads back as the very same number. Worked examples: 0.3 is `30%`, 1 / 3 stays `0.3333333333333333`. */
function shareText(share: number): string {
  const percent = Number((100 * share).toFixed(6));
  return percent / 100 === share ? `${percent}%` : String(share);
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
