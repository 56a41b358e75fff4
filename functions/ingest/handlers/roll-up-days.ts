import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { encodeJson } from '../../core/json.ts';
import { IngestSummarySchema } from '../../core/ingest-summary.ts';
import type { Task, World } from '../../core/world.ts';
import { loadClaimMarks } from '../claim-marks.ts';
import { type FileResult, FileResultSchema } from '../file-result.ts';
import { addSummaries, summarise } from '../ingest-summary.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { besideManifest, loadJson, type Manifest } from '../manifest.ts';
import { closeManifests, loadOpenWork } from '../open-work.ts';
import { rebindBook } from '../rebind-book.ts';
import { rollUpStaleDays } from '../roll-up-stale-days.ts';
import { addSeenFiles } from '../seen-files.ts';
import { extendCoverage } from '../standing-coverage.ts';

const InputSchema = v.object({ manifestKey: v.string(), earlierResultKey: v.nullish(v.string()) });
const GroupSchema = v.object({ files: v.array(FileResultSchema) });

/** Rolls up every day that has new pages, binds the channel book, and sums up what this ingest did. */
export const rollUpDays: Task = async (input, world) => {
  const { manifestKey, earlierResultKey } = v.parse(InputSchema, input);
  const work = await loadOpenWork(manifestKey, world);
  const marks = await loadClaimMarks(
    world.ledger,
    work.batches.flatMap(({ batchId, conversions }) => (conversions === null ? [] : [batchId])),
  );
  const { arrivalMs } = work.manifest;
  // One that somebody else registered since the claims were decided is left to whoever claims it.
  const batches = work.batches.filter(({ batchId, conversions }) => conversions === null || marks.has(batchId));
  const restatedDays = await rollUpStaleDays({ batches, marks, arrivalMs }, world);
  if (batches.some(({ notes }) => notes > 0)) await rebindBook(world);
  await extendCoverage(batches, world);

  const results = await resultsOf(manifestKey, work.manifest, world);
  for (const result of results) {
    if (!('warnings' in result)) continue;
    for (const warning of result.warnings) world.warn(`${result.name}: ${warning}`);
  }
  const summary = summarise(results, { marks, unreadable: work.manifest.unreadable, restatedDays });
  const earlier = earlierResultKey ?? null;
  const { rejects, ...counts } =
    earlier === null
      ? summary
      : addSummaries(v.parse(IngestSummarySchema, await loadJson(world.objects, earlier)), summary);
  const resultKey = besideManifest(manifestKey, 'result');
  refuseIfInterrupted(world.signal);
  await world.objects.put(resultKey, Buffer.from(encodeJson({ ...counts, rejects })));
  const fingerprints = new Map(work.manifest.files.map(({ name, fingerprint }) => [name, fingerprint]));
  const registered = results.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'empty');
  await addSeenFiles(
    world.objects,
    registered.map(({ name }) => ({ name, fingerprint: fingerprints.get(name) ?? '' })),
  );
  if (batches.length === work.batches.length) await closeManifests(work, world);
  return { ...counts, resultKey };
};

async function resultsOf(manifestKey: string, { groups }: Manifest, { objects }: World): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for (const group of groups.keys()) {
    const key = besideManifest(manifestKey, `group-${group}`);
    results.push(...v.parse(GroupSchema, await loadJson(objects, key)).files);
  }
  return results;
}

export const handler = onLambda(rollUpDays);
