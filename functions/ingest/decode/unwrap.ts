import { MarginalError } from '../../core/errors.ts';
import { decompress } from '../decompress.ts';

/** Zip, which xlsx is too, and the container of the older Excel. */
const WORKBOOKS: ReadonlySet<string> = new Set(['504b0304', 'd0cf11e0']);
const MAGIC_BYTES = 4;

/**
 * The bytes of a report out of gzip or zstd, told by its first bytes. Throws `UnknownFormat` for an archive or an Excel
 * workbook. Closes the source when it ends or is left early.
 */
export async function* unwrap(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      head = Buffer.concat([head, next.value]);
      if (head.length >= MAGIC_BYTES) break;
    }
    if (WORKBOOKS.has(Buffer.from(head.subarray(0, MAGIC_BYTES)).toString('hex'))) {
      throw new MarginalError(
        'UnknownFormat',
        'the file is a zip archive or an Excel workbook; unzip it, or export it as CSV',
      );
    }
    yield* decompress('the report', rejoin(head, source));
  } finally {
    await source.return?.();
  }
}

async function* rejoin(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
