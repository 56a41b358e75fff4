import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { encodeJson } from '../../core/json.ts';
import type { Task } from '../../core/world.ts';
import type { FileResult } from '../file-result.ts';
import { ingestFile } from '../ingest-file.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { loadPolicy } from '../load-policy.ts';
import { besideManifest, loadManifest } from '../manifest.ts';

const InputSchema = v.object({ manifestKey: v.string(), group: v.number() });

/** Folds the files of one group of the manifest; what became of each is written beside the manifest. */
export const foldBatches: Task = async (input, world) => {
  const { manifestKey, group } = v.parse(InputSchema, input);
  const manifest = await loadManifest(world.objects, manifestKey);
  const policy = await loadPolicy(world.objects, manifest.policyKey);
  const files = (manifest.groups[group] ?? []).flatMap((index) => manifest.files[index] ?? []);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const results: FileResult[] = [];
  let doneBytes = 0;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    world.progress({ step: 'read files', done: Math.min(doneBytes, totalBytes), total: totalBytes, unit: 'bytes' });
  };
  for (const file of files) {
    refuseIfInterrupted(world.signal);
    const result = await ingestFile(file, { arrivalMs: manifest.arrivalMs, policy, onBytes }, world);
    results.push(result);
    // What could not be read may be readable next time; what is wrong with a file itself stays wrong.
    if (result.outcome === 'refused' && result.code !== 'UnreadableFile') {
      await world.inbox.park?.(file, { code: result.code, message: result.message });
    }
  }
  refuseIfInterrupted(world.signal);
  await world.objects.put(besideManifest(manifestKey, `group-${group}`), Buffer.from(encodeJson({ files: results })));
  return { files: results.length, refusedFiles: results.filter(({ outcome }) => outcome === 'refused').length };
};

export const handler = onLambda(foldBatches);
