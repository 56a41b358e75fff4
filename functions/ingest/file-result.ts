import * as v from 'valibot';

/** Rejects that are told at once; all of them are in the store. */
export const REJECTS_TOLD_MAX = 100;

export const RejectSchema = v.object({ line: v.number(), code: v.string(), message: v.string() });

/**
 * What became of a file. `taken`: its rows count. `duplicate`: the same bytes were taken before, so all rows are
 * duplicates. `known`: it was taken before and has not changed since, so it is not even read. `empty`: no bytes; it may
 * still be being written, so nothing is remembered of it. `refused`: none of its rows count.
 */
export const FileResultSchema = v.variant('outcome', [
  v.object({
    outcome: v.picklist(['taken', 'duplicate']),
    name: v.string(),
    batchId: v.string(),
    rows: v.number(),
    events: v.number(),
    accepted: v.number(),
    rejected: v.number(),
    duplicates: v.number(),
    rejects: v.array(RejectSchema),
    warnings: v.array(v.string()),
  }),
  v.object({ outcome: v.literal('known'), name: v.string() }),
  v.object({ outcome: v.literal('empty'), name: v.string() }),
  v.object({ outcome: v.literal('refused'), name: v.string(), code: v.string(), message: v.string() }),
]);

export type FileResult = v.InferOutput<typeof FileResultSchema>;
