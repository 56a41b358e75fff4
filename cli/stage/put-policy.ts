import { POLICY_KEY } from '../../functions/adapters/policy-key.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import type { World } from '../../functions/core/world.ts';

/** Puts a policy in force at the stage, if it is another than the one that stands. Throws `PolicyInvalid` before it does. */
export async function putPolicy(policyText: string, { objects, warn }: World): Promise<void> {
  parsePolicy(policyText, 'the policy given');
  const standing = await objects.get(POLICY_KEY);
  if (standing !== undefined && new TextDecoder().decode(standing) === policyText) return;
  await objects.put(POLICY_KEY, new TextEncoder().encode(policyText));
  warn("the policy given is now the stage's");
}
