import { MarginalError } from '../core/errors.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

/**
 * The frames of a zstd file, each a stream of bytes of its own, to be read to its end before the next is asked for.
 * Producers append frames, and `zstd` decodes them all; Node's decoder stops after the first without a word.
 * Boundaries follow RFC 8878 §3.1: a header of 2 to 14 bytes after the magic number, blocks with 3-byte headers, an
 * optional checksum of 4 bytes.
 */
export async function* zstdFrames(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const source = new Source(name, chunks);
  try {
    while (!(await source.isAtEnd())) {
      const magic = littleEndian(await source.take(4));
      if (magic === FRAME_MAGIC) {
        yield frame(source);
        if (source.inFrame) {
          throw new MarginalError('UnreadableFile', `'${name}': a zstd frame is longer than what it holds`);
        }
      } else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
        await source.skip(littleEndian(await source.take(4)));
      } else {
        throw new MarginalError('UnreadableFile', `'${name}': something that is not zstd follows the zstd stream`);
      }
    }
  } finally {
    await source.close();
  }
}

async function* frame(source: Source): AsyncGenerator<Uint8Array> {
  source.inFrame = true;
  yield Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
  const walk = new FrameWalk();
  while (!walk.isDone) yield source.takeSome((bytes) => walk.through(bytes));
  source.inFrame = false;
}

const DESCRIPTOR = 0;
const HEADER_REST = 1;
const BLOCK_HEADER = 2;
const BLOCK = 3;
const CHECKSUM = 4;

/** Finds the end of a frame by the lengths it states, so that its bytes are handed on in chunks as large as they came. */
class FrameWalk {
  isDone = false;
  #part = DESCRIPTOR;
  /** Bytes of the part that are still to come. */
  #left = 1;
  #hasChecksum = false;
  #blockHeader = 0;
  #isLastBlock = false;

  /** How many of the bytes, which follow the magic number or the bytes before, belong to the frame. */
  through(bytes: Uint8Array): number {
    let at = 0;
    while (!this.isDone && at < bytes.length) {
      if (this.#part === BLOCK_HEADER) {
        this.#blockHeader |= (bytes[at] ?? 0) << ((3 - this.#left) * 8);
      } else if (this.#part === DESCRIPTOR) {
        this.#describe(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      const step = this.#part === BLOCK_HEADER ? 1 : Math.min(this.#left, bytes.length - at);
      at += step;
      this.#left -= step;
      while (this.#left === 0 && !this.isDone) this.#nextPart();
    }
    return at;
  }

  #describe(flags: number): void {
    const isSingleSegment = (flags & 0x20) !== 0;
    const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
    this.#hasChecksum = (flags & 4) !== 0;
    this.#part = HEADER_REST;
    this.#left = (isSingleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
  }

  #nextPart(): void {
    if (this.#part === BLOCK_HEADER) {
      const isRunLength = ((this.#blockHeader >> 1) & 3) === 1;
      this.#isLastBlock = (this.#blockHeader & 1) === 1;
      this.#part = BLOCK;
      this.#left = isRunLength ? 1 : this.#blockHeader >>> 3;
    } else if (this.#part === CHECKSUM || (this.#part === BLOCK && this.#isLastBlock && !this.#hasChecksum)) {
      this.isDone = true;
    } else if (this.#part === BLOCK && this.#isLastBlock) {
      this.#part = CHECKSUM;
      this.#left = 4;
    } else {
      this.#part = BLOCK_HEADER;
      this.#left = 3;
      this.#blockHeader = 0;
    }
  }
}

function littleEndian(bytes: Uint8Array): number {
  let value = 0;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

/** Bytes by number, across chunks. */
class Source {
  inFrame = false;
  readonly #name: string;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(name: string, chunks: AsyncIterable<Uint8Array>) {
    this.#name = name;
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#iterator.next();
      if (done === true) return true;
      this.#chunk = value;
    }
    return false;
  }

  /** A copy: a chunk is gone once the next one is asked for. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let at = 0;
    for await (const piece of this.pieces(length)) {
      taken.set(piece, at);
      at += piece.length;
    }
    return taken;
  }

  /** Of the bytes at hand as many as `count` says, at least one. Throws `TruncatedFile` where there are none. */
  async takeSome(count: (bytes: Uint8Array) => number): Promise<Uint8Array> {
    if (await this.isAtEnd()) throw this.#truncated();
    const length = count(this.#chunk);
    const piece = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(length);
    return piece;
  }

  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (await this.isAtEnd()) throw this.#truncated();
      const piece = this.#chunk.subarray(0, left);
      this.#chunk = this.#chunk.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async skip(length: number): Promise<void> {
    for await (const piece of this.pieces(length)) void piece;
  }

  #truncated(): MarginalError {
    return new MarginalError('TruncatedFile', `'${this.#name}': the zstd stream ends early`);
  }
}
