import * as v from 'valibot';
import { decodeJson, encodeJson } from '../core/json.ts';
import type { World } from '../core/world.ts';
import { type FileResult, FileResultSchema } from './file-result.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { besideManifest, type Manifest } from './manifest.ts';
import { readAhead } from './read-ahead.ts';
import type { RegisteredBatch } from './register.ts';

const GroupSchema = v.object({ files: v.array(FileResultSchema) });

/** Beside the manifest, unless the register tells as much: of an inbox without faults that spares a request a run. */
export async function saveGroupResults(
  { manifestKey, group }: { manifestKey: string; group: number },
  results: readonly FileResult[],
  { objects }: World,
): Promise<void> {
  if (results.every(isToldByRegister)) return;
  await objects.put(keyOf(manifestKey, group), Buffer.from(encodeJson({ files: results })));
}

function isToldByRegister(result: FileResult): boolean {
  return result.outcome === 'taken' && result.rejects.length === 0 && result.warnings.length === 0;
}

/**
 * What became of each file of a manifest. A backfill goes on where a few of thousands of groups failed: the files of
 * those that told nothing come again.
 */
export async function loadGroupResults(
  { manifestKey, manifest }: { manifestKey: string; manifest: Manifest },
  registered: readonly RegisteredBatch[],
  { objects }: World,
): Promise<{ results: FileResult[]; missingGroups: number }> {
  const own = new Map(
    registered.filter(({ arrivalMs }) => arrivalMs === manifest.arrivalMs).map((batch) => [batch.name, batch]),
  );
  const results: FileResult[] = [];
  let missingGroups = 0;
  const read = async (group: number) => ({ group, bytes: await objects.get(keyOf(manifestKey, group)) });
  for await (const { group, bytes } of readAhead(manifest.groups.keys(), read)) {
    const told = bytes === undefined ? [] : v.parse(GroupSchema, decodeJson(new TextDecoder().decode(bytes))).files;
    const toldOf = new Map(told.map((result) => [result.name, result]));
    let isMissing = false;
    for (const index of manifest.groups[group] ?? []) {
      const name = manifest.files[index]?.name ?? '';
      const result = resultOf(toldOf.get(name), own.get(name));
      if (result === undefined) isMissing = true;
      else results.push(result);
    }
    if (isMissing) missingGroups += 1;
  }
  return { results, missingGroups };
}

/** A try that took the file counts before one that could not read it, which is the one that told. */
function resultOf(told: FileResult | undefined, own: RegisteredBatch | undefined): FileResult | undefined {
  const wasUnreadable = told?.outcome === 'empty' || (told?.outcome === 'refused' && told.code === 'UnreadableFile');
  if (own === undefined || (told !== undefined && !wasUnreadable)) return told;
  const { name, batchId, counts } = own;
  return { outcome: 'taken', name, batchId, ...counts, duplicates: 0, rejects: [], warnings: [] };
}

function keyOf(manifestKey: string, group: number): string {
  return besideManifest(manifestKey, `group-${group}`);
}

/** Says that a group of raw files was folded again. */
export async function noteRefolded(
  { manifestKey, group }: { manifestKey: string; group: number },
  { objects, signal }: World,
): Promise<void> {
  refuseIfInterrupted(signal);
  await objects.put(keyOf(manifestKey, group), Buffer.from(encodeJson({ files: [] })));
}

/** Groups of raw files that were not folded again: their batches stand as they were folded before. */
export async function countNotRefolded(
  { manifestKey, manifest }: { manifestKey: string; manifest: Manifest },
  { objects }: World,
): Promise<number> {
  let missing = 0;
  const read = (group: number) => objects.get(keyOf(manifestKey, group));
  for await (const bytes of readAhead(manifest.groups.keys(), read)) if (bytes === undefined) missing += 1;
  return missing;
}
