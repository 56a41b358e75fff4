import { expect, test } from 'vitest';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { patchPolicy } from '../../functions/core/patch-policy.ts';
import { ruleFor } from '../../functions/core/policy.ts';
import { policyPatch } from '../../page/policy-patch.ts';

const HEAD = 'currency: USD\ntimeZone: America/New_York\n';
const RULES = '  - { match: "google:*", min: 3, max: 5000 }\n';
const policy = parsePolicy(`${HEAD}channels:\n${RULES}`, 'policy.yaml');

test('the keys put into the policy make the scenario the policy', () => {
  const overrides = {
    budget: '9000.5',
    goal: 'conversions',
    targetRoas: '2.5',
    maxChange: '30%',
    set: [
      'guardrails.minBudget=1.5',
      'guardrails.maxBudget=900',
      'guardrails.cooldownDays=0',
      'guardrails.minConversions=12',
      'google:1:2.max=50',
      'google:1:2.lock=true',
      'meta:"odd": {id}.min=7',
    ],
  };
  const patch = policyPatch(policy, overrides);
  const merged = parsePolicy(`${HEAD}${patch}${RULES}`, 'policy.yaml');
  const patched = patchPolicy(policy, overrides);
  for (const channel of ['google:1:2', 'google:1:3', 'meta:"odd": {id}', 'meta:1:2']) {
    expect(ruleFor(merged, channel)).toEqual(ruleFor(patched, channel));
  }
  expect({ ...merged, channels: [] }).toEqual({ ...patched, channels: [] });
});

test('the keys say all of the guardrails, so that they may take the place of those that stand', () => {
  const strict = parsePolicy(
    `${HEAD}guardrails: { maxChange: 0.125, maxBudget: 70, maxAgeDays: 9 }\ntargets: { cpa: 5 }\ngoal: conversions\n`,
    'p',
  );
  const overrides = { set: ['guardrails.maxBudget=80', 'targets.roas='] };
  const patch = policyPatch(strict, overrides);
  expect(patch).toBe('targets:\nguardrails: { maxChange: 12.5%, maxBudget: 80, minConversions: 30, maxAgeDays: 9 }\n');
  expect(parsePolicy(`${HEAD}goal: conversions\n${patch}`, 'p')).toEqual(patchPolicy(strict, overrides));
});

test('a scenario that changes nothing has no keys', () => {
  expect(policyPatch(policy, {})).toBe('');
});

test('what no policy may say is refused', () => {
  expect(() => policyPatch(policy, { budget: 'lots' })).toThrow('--budget');
});
