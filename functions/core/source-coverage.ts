import type { Day } from './calendar.ts';
import type { SourceCoverage } from './rollup.ts';

/** The ledger item with what each source has delivered so far, all batches together. */
export const COVERAGE_ITEM = { partition: 'ingest', sort: 'coverage' } as const;

/** One entry a source from what single batches delivered: the latest of each day. */
export function mergeCoverage(coverage: Iterable<SourceCoverage>): SourceCoverage[] {
  const merged = new Map<string, SourceCoverage>();
  for (const { source, throughDay, lastActiveDay } of coverage) {
    const known = merged.get(source);
    merged.set(source, {
      source,
      throughDay: later(known?.throughDay ?? '', throughDay),
      lastActiveDay: later(known?.lastActiveDay ?? '', lastActiveDay),
    });
  }
  return [...merged.values()];
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}
