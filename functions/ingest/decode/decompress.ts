import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

import { MarginalError, messageOf } from '../../core/errors.ts';

/** What a file is wrapped in, by its first bytes. `workbook` covers zip and both Excel containers. */
export type Wrapping = 'none' | 'gzip' | 'zstd' | 'workbook';

const MAGIC: readonly { readonly wrapping: Wrapping; readonly bytes: readonly number[] }[] = [
  { wrapping: 'gzip', bytes: [0x1f, 0x8b] },
  { wrapping: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { wrapping: 'workbook', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { wrapping: 'workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
];
const MAGIC_BYTES = 4;

export function wrappingOf(head: Uint8Array): Wrapping {
  return MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.wrapping ?? 'none';
}

/**
 * The bytes inside a gzip or zstd file, or the bytes as they are. Told by the first four bytes, never by the name.
 * Throws `TruncatedFile` for a stream that ends early or is damaged, `UnknownFormat` for a zip or Excel workbook.
 */
export async function* decompress(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    for (let ended = false; !ended && head.length < MAGIC_BYTES;) {
      const next = await source.next();
      if (next.done === true) ended = true;
      else head = Buffer.concat([head, next.value]);
    }
    const wrapping = wrappingOf(head);
    if (wrapping === 'workbook') {
      throw new MarginalError(
        'UnknownFormat',
        'the file is a zip archive or an Excel workbook; unzip it, or export it as CSV',
      );
    }
    yield* wrapping === 'none' ? rejoin(head, source) : unwrap(rejoin(head, source), wrapping);
  } finally {
    await source.return?.();
  }
}

async function* rejoin(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* unwrap(bytes: AsyncIterable<Uint8Array>, wrapping: 'gzip' | 'zstd'): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes);
  const inflate = wrapping === 'gzip' ? createGunzip() : createZstdDecompress();
  let sourceError: unknown;
  source.on('error', (error) => {
    sourceError = error;
    inflate.destroy(error);
  });
  source.pipe(inflate);
  try {
    for await (const chunk of inflate) yield Buffer.from(chunk);
  } catch (error) {
    if (error === sourceError) throw error;
    throw new MarginalError('TruncatedFile', `the ${wrapping} stream ends early or is damaged: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    source.destroy();
    inflate.destroy();
  }
}
