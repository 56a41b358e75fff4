import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MarginalError } from '../functions/core/errors.ts';
import { interruptible } from './interruptible.ts';

/**
 * Standard input as a file that is named by its SHA-256, so that the same events piped in twice are one batch.
 * Answers the file's path; throws `Interrupted` after a Ctrl-C, so that the caller takes away what has come by then.
 * Compressed input is told by its first bytes when it is folded, not by this name.
 */
export async function spoolStandardInput(input: Readable, folder: string): Promise<string> {
  const interruption = interruptible();
  try {
    return await spool(input, folder, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    throw new MarginalError('Interrupted', 'interrupted before standard input had ended; nothing was ingested');
  } finally {
    interruption.end();
  }
}

async function spool(input: Readable, folder: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const arriving = join(folder, 'arriving.part');
  await pipeline(
    input,
    async function* hashing(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(arriving),
    { signal },
  );
  const path = join(folder, `stdin-${hash.digest('hex')}.ndjson`);
  await rename(arriving, path);
  return path;
}
