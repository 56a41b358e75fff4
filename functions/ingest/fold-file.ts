import { decompress } from './decompress.ts';
import { EventFold, type FoldedEvents, type FoldTerms } from './fold-events.ts';
import type { RejectWriter } from './rejects.ts';

/** The fold of a file of events as it is read; its rejects are written as they come. */
export async function foldFile(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  terms: FoldTerms,
  rejects: RejectWriter,
): Promise<FoldedEvents> {
  const fold = new EventFold(terms);
  for await (const piece of decompress(name, bytes)) {
    fold.push(piece);
    if (fold.waitingRejects > 0) await rejects.add(fold.takeRejects());
  }
  const folded = fold.finish();
  await rejects.add(fold.takeRejects());
  await rejects.flush();
  return folded;
}
