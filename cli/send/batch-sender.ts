import { createHash, hash } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import { type JournalEntry, appendToJournal, readJournal, writeJournal } from './journal.ts';

const NEWLINE = 0x0a;

const COMPRESSIONS = {
  gzip: { suffix: '.ndjson.gz', compress: promisify(gzip) },
  zstd: { suffix: '.ndjson.zst', compress: promisify(zstdCompress) },
} as const;

export type Compression = keyof typeof COMPRESSIONS;

export interface SenderOptions {
  /** Where batches go; a folder `.send/<name>` in it keeps what a retry needs. */
  readonly inbox: string;
  /** The producer's; batches are named after it. */
  readonly name: string;
  readonly compression: Compression;
  /** Of a batch, uncompressed: the line that reaches it is its last. */
  readonly bytesMax: number;
}

export interface SentCounts {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
  /** Files of this stream that an earlier attempt had sent. */
  readonly skippedFiles: number;
}

/**
 * Cuts one stream of lines into batch files. A batch is written aside, noted in the journal, then renamed into the
 * inbox: each step is on disk before the next, so a crash leaves no half file there, and the same stream sent again
 * makes the same batches, which are skipped. What was in memory when the process was killed was not sent.
 */
export class BatchSender {
  files = 0;
  lines = 0;
  bytes = 0;
  skippedFiles = 0;
  readonly #options: SenderOptions;
  readonly #folder: string;
  readonly #journal: string;
  /** What an earlier attempt sent of a stream that has begun like this one. */
  #expected: JournalEntry[] = [];
  #sent: JournalEntry[] = [];
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Of the waiting bytes, those up to the last newline. */
  #wholeLength = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#folder = folderOf(options);
    this.#journal = join(this.#folder, 'journal.ndjson');
  }

  /** Completes what a killed process had noted but not put into the inbox. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    this.#expected = await readJournal(this.#journal);
    await writeJournal(this.#journal, this.#expected);
    const last = this.#expected.at(-1);
    for (const left of await readdir(this.#folder)) {
      if (!left.endsWith('.part')) continue;
      const path = join(this.#folder, left);
      if (left === `${last?.file}.part`) await rename(path, join(this.#options.inbox, left.slice(0, -'.part'.length)));
      else await rm(path);
    }
  }

  /** Whether there is a whole line to send, so that its age counts. */
  get isWaiting(): boolean {
    return this.#wholeLength > 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      const end = this.#endOfBatch(rest);
      this.#hold(rest.subarray(0, end));
      rest = rest.subarray(end);
      if (this.#wholeLength === this.#length && this.#length >= this.#limit) await this.#cut();
    }
  }

  /** The oldest line has waited long enough. While an earlier attempt is being recognised, its cuts are kept to. */
  async age(): Promise<void> {
    if (this.#isRepeating()) return;
    await this.#cut();
  }

  /** A stream that has ended is given the newline its last line may lack; of one that was stopped, whole lines go. */
  async finish({ isStopped }: { isStopped: boolean }): Promise<SentCounts> {
    if (!isStopped && this.#length > this.#wholeLength) await this.write(Uint8Array.of(NEWLINE));
    while (this.#wholeLength > 0) await this.#cut();
    const { files, lines, bytes, skippedFiles } = this;
    return { files, lines, bytes, skippedFiles };
  }

  /** Bytes at which the batch ends: those an earlier attempt gave it, else the size it may have. */
  get #limit(): number {
    return this.#isRepeating() ? (this.#expected[0]?.bytes ?? 0) : this.#options.bytesMax;
  }

  #isRepeating(): boolean {
    const [expected] = this.#expected;
    if (expected === undefined) return false;
    return this.#wholeLength === 0 || hash('sha256', this.#firstLine()) === expected.firstLine;
  }

  /** How much of the chunk still belongs to the batch: up to the first newline at or after the limit. */
  #endOfBatch(chunk: Uint8Array): number {
    // Until its first line is whole, nobody knows whether the stream repeats, and where the batch ends.
    const from = this.#wholeLength === 0 ? 0 : Math.max(0, this.#limit - this.#length - 1);
    const newline = chunk.indexOf(NEWLINE, from);
    return newline < 0 ? chunk.length : newline + 1;
  }

  #hold(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    const newline = bytes.lastIndexOf(NEWLINE);
    if (newline >= 0) this.#wholeLength = this.#length + newline + 1;
    this.#length += bytes.length;
  }

  #firstLine(): Uint8Array {
    const first = this.#chunks[0] ?? new Uint8Array(0);
    const newline = first.indexOf(NEWLINE);
    if (newline >= 0) return first.subarray(0, newline);
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole.subarray(0, whole.indexOf(NEWLINE));
  }

  async #cut(): Promise<void> {
    if (this.#wholeLength === 0) return;
    const firstLine = hash('sha256', this.#firstLine());
    const held = Buffer.concat(this.#chunks);
    const batch = held.subarray(0, this.#wholeLength);
    this.#chunks = this.#length > this.#wholeLength ? [held.subarray(this.#wholeLength)] : [];
    this.#length -= this.#wholeLength;
    this.#wholeLength = 0;

    const sha256 = createHash('sha256').update(batch).digest('hex');
    const [expected, ...others] = this.#expected;
    if (expected?.sha256 === sha256) {
      this.#expected = others;
      this.#sent.push(expected);
      this.skippedFiles += 1;
      return;
    }
    if (expected !== undefined) await this.#forgetExpected();
    const file = this.#nameOf(sha256);
    await this.#send(batch, { file, bytes: batch.length, sha256, firstLine });
  }

  /** The stream is another than the one before, from here on. */
  async #forgetExpected(): Promise<void> {
    this.#expected = [];
    await writeJournal(this.#journal, this.#sent);
  }

  /** Of the batches before and of this one: the same lines twice in one stream are two batches. */
  #nameOf(sha256: string): string {
    const { name, compression } = this.#options;
    const chained = hash('sha256', `${this.#sent.at(-1)?.file ?? ''}\n${sha256}`).slice(0, 16);
    return `${name}-${String(this.#sent.length).padStart(6, '0')}-${chained}${COMPRESSIONS[compression].suffix}`;
  }

  async #send(batch: Uint8Array, entry: JournalEntry): Promise<void> {
    const { inbox, compression } = this.#options;
    const path = join(inbox, entry.file);
    this.#sent.push(entry);
    if (await exists(path)) {
      this.skippedFiles += 1;
      await appendToJournal(this.#journal, entry);
      return;
    }
    const aside = join(this.#folder, `${entry.file}.part`);
    const file = await open(aside, 'w');
    try {
      await file.writeFile(await COMPRESSIONS[compression].compress(batch));
      await file.sync();
    } finally {
      await file.close();
    }
    await appendToJournal(this.#journal, entry);
    await rename(aside, path);
    this.files += 1;
    this.bytes += batch.length;
    for (let at = batch.indexOf(NEWLINE); at >= 0; at = batch.indexOf(NEWLINE, at + 1)) this.lines += 1;
  }
}

/** One process at a time sends under a name. */
export function folderOf({ inbox, name }: Pick<SenderOptions, 'inbox' | 'name'>): string {
  return join(inbox, '.send', name);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
