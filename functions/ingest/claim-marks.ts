import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import type { Ledger } from '../core/ports.ts';

const PARTITION = 'claim';

const ClaimMarkSchema = v.object({
  /** Of the object with the duplicates; null where there are none. */
  key: v.nullable(v.string()),
  duplicates: v.number(),
});

/** Says that the conversions of a batch were claimed, and how many were duplicates. */
export type ClaimMark = v.InferOutput<typeof ClaimMarkSchema>;

/** By batch id. */
export async function loadClaimMarks(ledger: Ledger): Promise<Map<string, ClaimMark>> {
  const items = await ledger.query(PARTITION);
  return new Map(items.map(({ sort, value }) => [sort, v.parse(ClaimMarkSchema, value)]));
}

/** Throws `Conflict` where somebody else, who should not be there, marked it otherwise. */
export async function markClaimed(ledger: Ledger, batchId: string, mark: ClaimMark): Promise<ClaimMark> {
  if (await ledger.write({ partition: PARTITION, sort: batchId, value: mark }, 0)) return mark;
  const standing = v.parse(ClaimMarkSchema, (await ledger.get(PARTITION, batchId))?.value);
  if (standing.key !== mark.key || standing.duplicates !== mark.duplicates) {
    throw new MarginalError('Conflict', `the conversions of '${batchId}' were claimed by somebody else meanwhile`);
  }
  return standing;
}
