import { loadObject } from '../core/load-object.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import type { Policy } from '../core/policy.ts';
import type { ObjectStore } from '../core/ports.ts';

/** The policy of this run, as it was kept when the run began. */
export async function loadPolicy(objects: ObjectStore, policyKey: string): Promise<Policy> {
  return parsePolicy(new TextDecoder().decode(await loadObject(objects, policyKey)), policyKey);
}
