import * as v from 'valibot';
import { MarginalError } from './errors.ts';
import { decodeJson } from './json.ts';

const count = v.number();

/** What an ingest did; always `accepted + rejected + duplicates = rows + events`. */
export const IngestSummarySchema = v.object({
  /** Files whose rows were counted, as accepted, rejected or duplicates. */
  files: count,
  rows: count,
  events: count,
  accepted: count,
  rejected: count,
  duplicates: count,
  /** Days of which a delivery changed a number that an earlier one had stated. */
  restatedDays: count,
  refusedFiles: count,
  /** The first 100: refused files, with line 0, then rows by file and line. */
  rejects: v.array(v.object({ file: v.string(), line: v.number(), code: v.string(), message: v.string() })),
});

export type IngestSummary = v.InferOutput<typeof IngestSummarySchema>;

export type RejectedRow = IngestSummary['rejects'][number];

/** The outcome of an ingest as the store keeps it. Throws `NoData` where there is none. */
export function readIngestSummary(bytes: Uint8Array | undefined): IngestSummary {
  if (bytes === undefined) throw new MarginalError('NoData', 'the outcome of the ingest is not in the store');
  return v.parse(IngestSummarySchema, decodeJson(new TextDecoder().decode(bytes)));
}
