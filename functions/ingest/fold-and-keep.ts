import { createHash } from 'node:crypto';
import { MarginalError } from '../core/errors.ts';
import type { InboxFile, ObjectStore } from '../core/ports.ts';
import type { FoldedEvents, FoldTerms } from './fold-events.ts';
import { foldFile } from './fold-file.ts';
import { HandOver } from './hand-over.ts';
import type { RejectWriter } from './rejects.ts';

export interface FoldAndKeepTerms extends FoldTerms {
  readonly objects: ObjectStore;
  readonly rawKey: string;
  readonly rejects: RejectWriter;
}

/**
 * Folds a file of events while its bytes are kept and hashed: it is read once. Nothing is kept of a file that cannot be
 * folded. Throws `UnreadableFile` where it is longer than when it was found: somebody is still writing it.
 */
export async function foldAndKeep(
  { name, bytes }: InboxFile,
  chunks: AsyncIterable<Uint8Array>,
  { objects, rawKey, rejects, ...terms }: FoldAndKeepTerms,
): Promise<{ readonly folded: FoldedEvents; readonly sha256: string }> {
  const hash = createHash('sha256');
  const toFold = new HandOver();
  const folding = foldFile(name, toFold, terms, rejects);
  // It is awaited below, but may fail before.
  folding.catch(() => undefined);
  async function* kept(): AsyncGenerator<Uint8Array> {
    let length = 0;
    for await (const chunk of chunks) {
      length += chunk.length;
      hash.update(chunk);
      await toFold.give(chunk);
      if (toFold.isLeft) await folding;
      yield chunk;
    }
    if (length > bytes) {
      throw new MarginalError('UnreadableFile', `'${name}' grew while it was read; it is tried again next time`);
    }
    toFold.end();
    await folding;
  }
  try {
    await objects.putStream(rawKey, kept());
  } finally {
    // Where it could not be kept, what was folded of it is of no use; nothing goes on behind.
    toFold.end();
    await Promise.allSettled([folding]);
  }
  return { folded: await folding, sha256: hash.digest('hex') };
}
