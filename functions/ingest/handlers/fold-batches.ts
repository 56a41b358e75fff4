import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Policy } from '../../core/policy.ts';
import type { Task, World } from '../../core/world.ts';
import type { FileResult } from '../file-result.ts';
import { noteRefolded, saveGroupResults } from '../group-results.ts';
import { ingestFile, type IngestTerms } from '../ingest-file.ts';
import { refuseIfInterrupted } from '../interruption.ts';
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
  const files = (manifest.groups[group] ?? []).flatMap((index) => manifest.files[index] ?? []);
  if (manifest.isRefold === true) {
    await refoldAll(files, policy, world);
    await noteRefolded({ manifestKey, group }, world);
    return { files: files.length, refusedFiles: 0 };
  }
  const results = await takeAll(files, { ...manifest, policy }, world);
  refuseIfInterrupted(world.signal);
  await saveGroupResults({ manifestKey, group }, results, world);
  return { files: files.length, refusedFiles: results.filter(({ outcome }) => outcome === 'refused').length };
};

/** Claims stand, for they cannot be decided group by group. */
async function refoldAll(files: Manifest['files'], policy: Policy, world: World): Promise<void> {
  for (const { name } of files) {
    const batch = await findBatch(world.ledger, name);
    if (batch !== undefined) await refoldBatch(batch, { policy, claimsStand: true }, world);
  }
}

async function takeAll(
  files: Manifest['files'],
  { arrivalMs, policy }: Pick<IngestTerms, 'arrivalMs' | 'policy'>,
  world: World,
): Promise<FileResult[]> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const results: FileResult[] = [];
  let doneBytes = 0;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    world.progress({ step: 'read files', done: Math.min(doneBytes, totalBytes), total: totalBytes, unit: 'bytes' });
  };
  for (const file of files) {
    refuseIfInterrupted(world.signal);
    const result = await ingestFile(file, { arrivalMs, policy, onBytes }, world);
    results.push(result);
    // What could not be read may be readable next time; what is wrong with a file itself stays wrong.
    if (result.outcome === 'refused' && result.code !== 'UnreadableFile') {
      await world.inbox.park?.(file, { code: result.code, message: result.message });
    }
  }
  return results;
}

export const handler = onLambda(foldBatches);
