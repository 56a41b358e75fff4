import { MarginalError } from '../core/errors.ts';
import { freeMemoryOf } from '../core/free-memory-of.ts';

/** Appends numbers at one to eight bytes each, small ones at one. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  /** What was written so far; valid until the next write. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A whole number from 0 to 2^53: seven bits a byte, the lowest first, the high bit says that more follow. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number within ±2^53: the first byte holds six bits and, as 0x40, the sign; the rest is as in `varint`. */
  signed(value: number): void {
    this.#reserve(9);
    const magnitude = Math.abs(value);
    const first = (magnitude % 0x40) | (value < 0 ? 0x40 : 0);
    if (magnitude < 0x40) {
      this.#bytes[this.#length++] = first;
      return;
    }
    this.#bytes[this.#length++] = first | 0x80;
    this.varint(Math.floor(magnitude / 0x40));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    freeMemoryOf(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `ByteWriter` wrote. Throws `ObjectUnreadable` rather than answer anything that was not written. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#next();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw damaged('a number beyond 2^53');
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  signed(): number {
    const first = this.#next();
    const low = first & 0x3f;
    const magnitude = first < 0x80 ? low : low + this.varint() * 0x40;
    if (magnitude > Number.MAX_SAFE_INTEGER) throw damaged('a number beyond 2^53');
    return (first & 0x40) === 0 || magnitude === 0 ? magnitude : -magnitude;
  }

  raw(length: number): Uint8Array {
    if (length > this.left) throw damaged('it ends early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A number of things to come, each at least so many bytes long: a damaged one must not make a huge array. */
  count(leastBytesEach: number): number {
    const count = this.varint();
    if (count * leastBytesEach > this.left) throw damaged('it ends early');
    return count;
  }

  #next(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw damaged('it ends early');
    this.#at += 1;
    return byte;
  }
}

function damaged(what: string): MarginalError {
  return new MarginalError('ObjectUnreadable', `a stored object is damaged: ${what}`);
}
