import * as v from 'valibot';
import { IngestSummarySchema } from '../core/ingest-summary.ts';
import type { World } from '../core/world.ts';
import type { ClaimMark } from './claim-marks.ts';
import type { RegisteredBatch } from './register.ts';

const count = v.number();

/** What a refold made anew, and what it left. */
export const RefoldedSchema = v.object({
  ...v.pick(IngestSummarySchema, ['files', 'rows', 'events', 'accepted', 'rejected', 'duplicates']).entries,
  /** All days there are. */
  days: count,
  /** Files that stand as they were folded first: they, or others of their days, have expired. */
  standing: count,
});

export type Refolded = v.InferOutput<typeof RefoldedSchema>;

export async function summariseRefold(
  {
    folded,
    standing,
    marks,
  }: { folded: readonly RegisteredBatch[]; standing: number; marks: ReadonlyMap<string, ClaimMark> },
  { ledger }: World,
): Promise<Refolded> {
  const sum = (of: (batch: RegisteredBatch) => number) => folded.reduce((total, batch) => total + of(batch), 0);
  const duplicates = sum(({ batchId }) => marks.get(batchId)?.duplicates ?? 0);
  return {
    files: folded.length,
    rows: sum(({ counts }) => counts.rows),
    events: sum(({ counts }) => counts.events),
    accepted: sum(({ counts }) => counts.accepted) - duplicates,
    rejected: sum(({ counts }) => counts.rejected),
    duplicates,
    days: (await ledger.query('rollup')).length,
    standing,
  };
}
