import { open, readFile, rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { codeOf } from '../../functions/adapters/objects/folder.ts';

const EntrySchema = v.object({
  file: v.string(),
  /** Of the events, uncompressed. */
  bytes: v.number(),
  sha256: v.string(),
  /** Of its first line: what tells soon that another stream is coming in. */
  firstLine: v.string(),
});

/** One batch that was sent. */
export type JournalEntry = v.InferOutput<typeof EntrySchema>;

/**
 * The batches of a producer's last stream, in order, one JSON line each: whoever sends the same stream again is
 * recognised by it, wherever age had cut the batches. A line that a crash cut short was not sent yet.
 */
export async function readJournal(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [v.parse(EntrySchema, JSON.parse(line))]));
}

/** Replaces the journal. On disk when it answers. */
export async function writeJournal(path: string, entries: readonly JournalEntry[]): Promise<void> {
  const aside = `${path}.new`;
  await writeFile(aside, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { flush: true });
  await rename(aside, path);
}

/** On disk when it answers. */
export async function appendToJournal(path: string, entry: JournalEntry): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(`${JSON.stringify(entry)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
