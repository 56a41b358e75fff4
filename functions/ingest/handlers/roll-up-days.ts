import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { encodeJson } from '../../core/json.ts';
import { IngestSummarySchema } from '../../core/ingest-summary.ts';
import type { Task } from '../../core/world.ts';
import { keepInbox, releaseInbox } from '../backfill-lease.ts';
import { loadClaimMarks } from '../claim-marks.ts';
import { loadGroupResults } from '../group-results.ts';
import { addSummaries, summarise } from '../ingest-summary.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { besideManifest, loadJson } from '../manifest.ts';
import { closeManifests, loadOpenWork } from '../open-work.ts';
import { rebindBook } from '../rebind-book.ts';
import { rollUpStaleDays } from '../roll-up-stale-days.ts';
import { extendCoverage } from '../standing-coverage.ts';

const InputSchema = v.object({
  manifestKey: v.string(),
  earlierResultKey: v.nullish(v.string()),
  backfill: v.nullish(v.string()),
});

/**
 * Rolls up every day that has new pages, binds the channel book, and sums up what this ingest did. Where that is more
 * than one call can do, it answers which state has to come (again) before it is done.
 */
export const rollUpDays: Task = async (input, world) => {
  const { manifestKey, earlierResultKey, backfill = null } = v.parse(InputSchema, input);
  if (backfill !== null) await keepInbox(backfill, world);
  const work = await loadOpenWork(manifestKey, world);
  const marks = await loadClaimMarks(
    world.ledger,
    work.batches.flatMap(({ batchId, conversions }) => (conversions === null ? [] : [batchId])),
  );
  const { manifest } = work;
  const { arrivalMs } = manifest;
  // One that somebody else registered since the claims were decided is left to whoever claims it.
  const batches = work.batches.filter(({ batchId, conversions }) => conversions === null || marks.has(batchId));
  const claimed = new Set(batches.map(({ name }) => name));
  const own = new Set(manifest.files.map(({ name }) => name));
  if (work.batches.some(({ name }) => own.has(name) && !claimed.has(name))) return { unfinished: 'ClaimConversions' };
  const { restated: restatedDays, left } = await rollUpStaleDays({ batches, marks, arrivalMs }, world);
  if (left > 0) return { unfinished: 'RollUpDays' };
  if (batches.some(({ notes }) => notes > 0)) await rebindBook(batches, world);
  await extendCoverage(batches, world);

  const { results, missingGroups } = await loadGroupResults({ manifestKey, manifest }, work.batches, world);
  for (const result of results) {
    if (!('warnings' in result)) continue;
    for (const warning of result.warnings) world.warn(`${result.name}: ${warning}`);
  }
  const summary = summarise(results, { marks, unreadable: manifest.unreadable, restatedDays });
  const earlier = earlierResultKey ?? null;
  const { rejects, ...counts } =
    earlier === null
      ? summary
      : addSummaries(v.parse(IngestSummarySchema, await loadJson(world.objects, earlier)), summary);
  const resultKey = besideManifest(manifestKey, 'result');
  refuseIfInterrupted(world.signal);
  await world.objects.put(resultKey, Buffer.from(encodeJson({ ...counts, rejects })));
  const fingerprints = new Map(manifest.files.map(({ name, fingerprint }) => [name, fingerprint]));
  const registered = results.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'empty');
  const taken = registered.map(({ name }) => ({ name, fingerprint: fingerprints.get(name) ?? '' }));
  const isComplete = batches.length === work.batches.length;
  await closeManifests(work, { taken, isComplete }, world);
  if (backfill !== null) await releaseInbox(backfill, world);
  return { ...counts, resultKey, missingGroups, unfinished: null };
};

export const handler = onLambda(rollUpDays);
