import { createReadStream } from 'node:fs';
import { freeMemoryOf } from '../core/free-memory-of.ts';

/** Larger ones mean fewer turns of the event loop. */
const CHUNK_BYTES = 1 << 18;

/** The bytes of a file in chunks, each gone once the next one is asked for. */
export async function* passingChunks(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of keptChunks(path)) {
    yield chunk;
    freeMemoryOf(chunk);
  }
}

/** The same, to be kept. */
export async function* keptChunks(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
