import { sha256Hex } from '../core/hash.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import type { Policy } from '../core/policy.ts';
import type { World } from '../core/world.ts';
import { refuseIfInterrupted } from './interruption.ts';

/** The policy as it stands, kept under its hash, so that every step of the run goes by the same one. */
export async function keepPolicy({
  policy,
  objects,
  signal,
}: World): Promise<{ readonly policyKey: string; readonly policy: Policy }> {
  const { name, text } = await policy.read();
  const parsed = parsePolicy(text, name);
  refuseIfInterrupted(signal);
  const policyKey = `policies/${sha256Hex(text).slice(0, 16)}.yaml`;
  if ((await objects.get(policyKey)) === undefined) await objects.create(policyKey, Buffer.from(text));
  return { policyKey, policy: parsed };
}
