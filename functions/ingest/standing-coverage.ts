import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import { encodeJson } from '../core/json.ts';
import { COVERAGE_ITEM, mergeCoverage } from '../core/source-coverage.ts';
import { CoverageSchema, type RegisteredBatch } from './register.ts';
import type { World } from '../core/world.ts';

/** Adds what these batches cover to what is known of each source. */
export async function extendCoverage(batches: readonly RegisteredBatch[], { ledger }: World): Promise<void> {
  const { partition, sort } = COVERAGE_ITEM;
  const item = await ledger.get(partition, sort);
  const standing = item === undefined ? [] : v.parse(v.object({ sources: CoverageSchema }), item.value).sources;
  const sources = mergeCoverage([...standing, ...batches.flatMap(({ coverage }) => coverage)]).toSorted((a, b) =>
    a.source < b.source ? -1 : 1,
  );
  if (sources.length === 0 || encodeJson(sources) === encodeJson(standing)) return;
  const value = { sources: sources.map((source) => ({ ...source })) };
  if (!(await ledger.write({ partition, sort, value }, item?.version ?? 0))) {
    throw new MarginalError('Conflict', 'the coverage was extended by somebody else meanwhile');
  }
}
