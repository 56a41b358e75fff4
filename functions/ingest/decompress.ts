import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { MarginalError, messageOf } from '../core/errors.ts';
import { freeMemoryOf } from '../core/free-memory-of.ts';
import { zstdFrames } from './zstd-frames.ts';

/**
 * What comes out of a decompressor at once: larger pieces mean fewer turns of the event loop, smaller ones less
 * memory. At 1 MiB the fold of a million events takes a tenth less than at 256 KiB, and 7 MB more.
 */
const PIECE_BYTES = 1 << 20;

/**
 * The plain bytes of a file that may be gzip or zstd: the first bytes tell, not the name; the name only says that
 * fewer than four bytes are too few. Throws `TruncatedFile` where the stream ends early, `UnreadableFile` where it is
 * damaged. A piece is valid until the next one is asked for, and a chunk done with when the next one is.
 */
export async function* decompress(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, rest } = await peek(chunks, 4);
  if (head.length < 4 && (name.endsWith('.gz') || name.endsWith('.zst'))) {
    throw new MarginalError('TruncatedFile', `'${name}' holds ${head.length} bytes; it is not whole yet`);
  }
  if (head[0] === 0x1f && head[1] === 0x8b) {
    yield* throughGunzip(name, rest);
  } else if (isZstd(head)) {
    for await (const frame of zstdFrames(name, rest)) yield* throughZstd(name, frame);
  } else {
    yield* rest;
  }
}

function isZstd(head: Uint8Array): boolean {
  const skippable = ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return skippable || (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd);
}

async function* throughGunzip(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* through(name, 'gzip', chunks, createGunzip({ chunkSize: PIECE_BYTES }));
}

async function* throughZstd(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* through(name, 'zstd', chunks, createZstdDecompress({ chunkSize: PIECE_BYTES }));
}

async function* through(
  name: string,
  kind: 'gzip' | 'zstd',
  chunks: AsyncIterable<Uint8Array>,
  decoder: Transform,
): AsyncGenerator<Uint8Array> {
  // An error of the source must end the decoder too, or its reader would wait for ever.
  const fed = feed(decoder, chunks).catch((error: unknown) => {
    decoder.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const piece of decoder) {
      if (!(piece instanceof Uint8Array)) continue;
      yield piece;
      if (isLastOfMemory(piece)) freeMemoryOf(piece);
    }
  } catch (error) {
    if (error instanceof MarginalError) throw error;
    if (isCode(error, 'Z_BUF_ERROR')) {
      throw new MarginalError('TruncatedFile', `'${name}': the ${kind} stream ends early`, { cause: error });
    }
    if (!isDecoding(error)) throw error;
    throw new MarginalError('UnreadableFile', `'${name}': the ${kind} stream is damaged: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    decoder.destroy();
    await fed;
  }
}

/** A decoder fills one piece of memory after the other, often in several turns, and writes on in what it has not filled. */
function isLastOfMemory({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  return buffer.byteLength === PIECE_BYTES && byteOffset + byteLength === PIECE_BYTES;
}

/** Hands the decoder chunk after chunk; a chunk is done with when the next one is asked for. */
async function feed(decoder: Transform, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (decoder.destroyed) return;
    await new Promise<void>((resolve) => {
      decoder.once('close', resolve);
      decoder.write(chunk, () => {
        decoder.off('close', resolve);
        resolve();
      });
    });
  }
  if (!decoder.destroyed) decoder.end();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isDecoding(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_)/.test(String(error.code));
}

/** The first bytes, and all of them again. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < length) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: head.subarray(0, length), rest: whole() };
}
