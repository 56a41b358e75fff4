/** Writes the sample account's inbox anew: `npm run examples`. The same bytes come out, whenever and wherever it runs. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { sampleFiles } from './sample-files.ts';

/** Left alone where it says the same already, because two machines' zlib compress the same text to different bytes. */
async function writeGzip(path: string, text: string): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present === undefined || gunzipSync(present).toString() !== text) {
    await writeFile(path, gzipSync(text, { level: 9 }));
  }
}

for (const [name, text] of sampleFiles()) {
  const path = join(import.meta.dirname, 'inbox', name);
  await mkdir(dirname(path), { recursive: true });
  await (name.endsWith('.gz') ? writeGzip(path, text) : writeFile(path, text));
}
