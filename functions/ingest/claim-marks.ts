import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import { encodeJson } from '../core/json.ts';
import { mapAtOnce } from '../core/map-at-once.ts';
import type { Ledger } from '../core/ports.ts';

const PARTITION = 'claim';

export const ClaimMarkSchema = v.object({
  /** Of the object with the duplicates; null where there are none. */
  key: v.nullable(v.string()),
  duplicates: v.number(),
  /** When, counted in turns: claims are decided again in the same order. */
  turn: v.number(),
});

/** Says that the conversions of a batch were claimed, and how many were duplicates. */
export type ClaimMark = v.InferOutput<typeof ClaimMarkSchema>;

/** By batch id, of the batches asked for. */
export async function loadClaimMarks(ledger: Ledger, batchIds: readonly string[]): Promise<Map<string, ClaimMark>> {
  const items = await mapAtOnce(batchIds, (batchId) => ledger.get(PARTITION, batchId));
  return new Map(
    items.flatMap((item) => (item === undefined ? [] : [[item.sort, v.parse(ClaimMarkSchema, item.value)]])),
  );
}

/** Another mark than the one that stands replaces it, which a refold alone finds. Throws `Conflict`. */
export async function markClaimed(ledger: Ledger, batchId: string, mark: ClaimMark): Promise<void> {
  if (await ledger.write({ partition: PARTITION, sort: batchId, value: mark }, 0)) return;
  const item = await ledger.get(PARTITION, batchId);
  const standing = v.parse(ClaimMarkSchema, item?.value);
  if (encodeJson(standing) === encodeJson(mark)) return;
  if (!(await ledger.write({ partition: PARTITION, sort: batchId, value: mark }, item?.version ?? 0))) {
    throw new MarginalError('Conflict', `the conversions of '${batchId}' were claimed by somebody else meanwhile`);
  }
}
