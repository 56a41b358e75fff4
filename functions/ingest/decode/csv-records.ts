import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { parse as parseStream, type CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

import { MarginalError } from '../../core/errors.ts';

export type Delimiter = ',' | '\t' | ';';

/** A line of the file, or several where a quoted cell holds line breaks. `line` is 1-based, the first of them. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** A quote opens here that never closes sensibly; the lines it swallowed follow as records of their own. */
  readonly broken?: true;
}

export const RECORD_BYTES_MAX = 1_048_576;
const LINE_BREAKS = ['\r\n', '\n', '\r'];

function options(delimiter: Delimiter) {
  return {
    delimiter,
    info: true,
    relax_column_count: true,
    // Campaign names such as `12" TV` come unescaped from some tools.
    relax_quotes: true,
    record_delimiter: LINE_BREAKS,
    max_record_size: RECORD_BYTES_MAX,
    skip_records_with_error: true,
  };
}

/**
 * Records of a delimited text, streamed. A record of several lines whose cell count is not that of the header
 * (`width`), or whose quotes are not by the book, is taken for a quote that never closes: its first line comes as
 * `broken`, the others are read again. Throws `LineTooLong` for a record beyond 1 MiB, and stops reading there.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  { delimiter, width }: { delimiter: Delimiter; width: number },
): AsyncGenerator<CsvRecord> {
  const fed = new FedWindow();
  const source = Readable.from(
    (async function* feed() {
      for await (const chunk of text) if (chunk !== '') yield fed.push(Buffer.from(chunk));
    })(),
    { objectMode: false },
  );
  const parser = parseStream({ ...options(delimiter), on_skip: throwIfTooLong });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 1;
  let parsedLines = 0;
  try {
    for await (const item of parser) {
      const { cells, lines, bytes } = readItem(item);
      // The parser counts a CRLF inside quotes as two lines, so records of several are counted here.
      const several = lines - parsedLines > 1 ? fed.slice(bytes) : '';
      const spanned = linesIn(several);
      if (spanned > 1 && !isWhole(several, cells, { delimiter, width })) {
        yield* recover(several, { delimiter, width, line });
      } else {
        yield { line, cells };
      }
      fed.dropTo(bytes);
      line += spanned;
      parsedLines = lines;
    }
    const rest = fed.rest();
    if (rest.trim() !== '') yield* recover(rest, { delimiter, width, line });
  } finally {
    parser.destroy();
    source.destroy();
    // The text, and whatever it is read from, is closed before the caller goes on.
    await finished(source).catch(() => undefined);
  }
}

interface Recovery {
  readonly delimiter: Delimiter;
  readonly width: number;
  readonly line: number;
}

/**
 * The first line is broken; what follows is read as if the quote in it were not there. A broken quote reaches no further
 * than the next single quote, so hardly a line is read more than twice.
 */
function* recover(text: string, { delimiter, width, line: firstLine }: Recovery): Generator<CsvRecord> {
  let rest = text;
  let line = firstLine;
  while (rest !== '') {
    yield { line, cells: [], broken: true };
    const lineBreak = /\r\n|\n|\r/.exec(rest);
    if (lineBreak === null) return;
    rest = rest.slice(lineBreak.index + lineBreak[0].length);
    line += 1;
    const window = Buffer.from(rest);
    let start = 0;
    let broken = false;
    for (const item of parse(window, options(delimiter))) {
      const { cells, bytes } = readItem(item);
      const record = window.subarray(start, bytes).toString();
      const spanned = linesIn(record);
      if (spanned > 1 && !isWhole(record, cells, { delimiter, width })) {
        broken = true;
        break;
      }
      yield { line, cells };
      line += spanned;
      start = bytes;
    }
    rest = window.subarray(start).toString();
    if (!broken && rest.trim() === '') return;
  }
}

/** Lines of a record, its own line break at the end included or not. */
function linesIn(record: string): number {
  return record.replace(/(?:\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/).length;
}

/** True for a record of several lines that was meant so: as many cells as the header, and quotes by the book. */
function isWhole(
  record: string,
  cells: readonly string[],
  { delimiter, width }: { delimiter: Delimiter; width: number },
): boolean {
  if (cells.length !== width) return false;
  try {
    return parse(record, { ...options(delimiter), relax_quotes: false, skip_records_with_error: false }).length === 1;
  } catch {
    return false;
  }
}

/** Records of the start of a text, for finding the header; what does not parse is left out. */
export function headRecords(head: string, delimiter: Delimiter, count: number): string[][] {
  return parse(head, { ...options(delimiter), info: false, to: count }).map((cells) => cells.map(String));
}

export function lineTooLong(line: number): MarginalError {
  return new MarginalError('LineTooLong', `the record at line ${line} is longer than 1 MiB; is a quote never closed?`);
}

function throwIfTooLong(error: CsvError | undefined): undefined {
  if (error?.code === 'CSV_MAX_RECORD_SIZE') throw lineTooLong(Number(error['lines']));
}

/** The bytes handed to the parser whose records have not come back yet: what a broken quote swallowed is read again. */
class FedWindow {
  #chunks: Buffer[] = [];
  #start = 0;

  push(chunk: Buffer): Buffer {
    this.#chunks.push(chunk);
    return chunk;
  }

  dropTo(offset: number): void {
    for (
      let first = this.#chunks[0];
      first !== undefined && this.#start + first.length <= offset;
      [first] = this.#chunks
    ) {
      this.#start += first.length;
      this.#chunks.shift();
    }
    const [first] = this.#chunks;
    if (first === undefined || offset <= this.#start) return;
    this.#chunks[0] = first.subarray(offset - this.#start);
    this.#start = offset;
  }

  /** Up to the offset. Rows of several lines may be many, so only the chunks they are in are joined. */
  slice(end: number): string {
    const length = end - this.#start;
    let joined = this.#chunks[0] ?? Buffer.alloc(0);
    for (let next = 2; joined.length < length && next <= this.#chunks.length; next += 1) {
      joined = Buffer.concat(this.#chunks.slice(0, next));
    }
    return joined.toString('utf8', 0, length);
  }

  rest(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

function readItem(item: unknown): { cells: string[]; lines: number; bytes: number } {
  if (typeof item === 'object' && item !== null && 'record' in item && 'info' in item && Array.isArray(item.record)) {
    const { info } = item;
    if (typeof info === 'object' && info !== null && 'lines' in info && 'bytes' in info) {
      return { cells: item.record.map(String), lines: Number(info.lines), bytes: Number(info.bytes) };
    }
  }
  throw new TypeError('csv-parse answered something else than a record with its place');
}
