import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Standard input as a file that is named by its SHA-256, so that the same events piped in twice are one batch.
 * Answers the file's path. Compressed input is told by its first bytes when it is folded, not by this name.
 */
export async function spoolStandardInput(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const arriving = join(folder, 'arriving.part');
  await pipeline(
    process.stdin,
    async function* hashing(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(arriving),
  );
  const path = join(folder, `stdin-${hash.digest('hex')}.ndjson`);
  await rename(arriving, path);
  return path;
}
