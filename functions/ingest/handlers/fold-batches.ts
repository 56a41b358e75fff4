import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Policy } from '../../core/policy.ts';
import type { Task, World } from '../../core/world.ts';
import { filesOfGroup, foldGroup } from '../fold-group.ts';
import { noteRefolded } from '../group-results.ts';
import { loadPolicy } from '../load-policy.ts';
import { loadManifest, type Manifest } from '../manifest.ts';
import { refoldBatch } from '../refold-batch.ts';
import { findBatch } from '../register.ts';

const InputSchema = v.object({ manifestKey: v.string(), group: v.number() });

/**
 * Folds the files of one group of the manifest, from the inbox, or once more from the raw ones. What the register does
 * not tell of them is written beside the manifest.
 */
export const foldBatches: Task = async (input, world) => {
  const { manifestKey, group } = v.parse(InputSchema, input);
  const manifest = await loadManifest(world.objects, manifestKey);
  const policy = await loadPolicy(world.objects, manifest.policyKey);
  const files = filesOfGroup(manifest, group);
  if (manifest.isRefold === true) {
    await refoldAll(files, policy, world);
    await noteRefolded({ manifestKey, group }, world);
    return { files: files.length, refusedFiles: 0 };
  }
  const results = await foldGroup({ manifestKey, group }, files, { ...manifest, policy }, world);
  return { files: files.length, refusedFiles: results.filter(({ outcome }) => outcome === 'refused').length };
};

/** Claims stand, for they cannot be decided group by group. */
async function refoldAll(files: Manifest['files'], policy: Policy, world: World): Promise<void> {
  for (const { name } of files) {
    const batch = await findBatch(world.ledger, name);
    if (batch !== undefined) await refoldBatch(batch, { policy, claimsStand: true }, world);
  }
}

export const handler = onLambda(foldBatches);
