import type { ChannelId } from '../core/channel.ts';

/** Distinct channels one batch may name. Ten times the largest account we know of; 25 MB of ids at their longest. */
export const CHANNELS_PER_BATCH_MAX = 100_000;

const EMPTY = -1;

/**
 * Numbers channels in order of appearance, straight from the bytes of a line: no string is made for a channel that is
 * known, which is what keeps the fold at some tens of nanoseconds an event.
 */
export class ChannelTable {
  size = 0;
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #ends = new Uint32Array(1 << 10);
  #slots = new Int32Array(1 << 11).fill(EMPTY);

  /** The channel's number, or -1 where the table is full. The bytes are UTF-8; `view` is of all of `source`. */
  intern(source: Uint8Array, view: DataView, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(source, view, start, end) & mask;
    for (;;) {
      const channel = this.#slots[slot] ?? EMPTY;
      if (channel === EMPTY) return this.#add(source, start, end, slot);
      if (this.#equals(channel, source, view, start, end)) return channel;
      slot = (slot + 1) & mask;
    }
  }

  bytesOf(channel: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(channel), this.#ends[channel] ?? 0);
  }

  idOf(channel: number): ChannelId {
    return Buffer.from(this.bytesOf(channel)).toString('utf8');
  }

  #startOf(channel: number): number {
    return channel === 0 ? 0 : (this.#ends[channel - 1] ?? 0);
  }

  #equals(channel: number, source: Uint8Array, view: DataView, start: number, end: number): boolean {
    const from = this.#startOf(channel);
    const length = end - start;
    if ((this.#ends[channel] ?? 0) - from !== length) return false;
    if (length < 4) {
      for (let offset = 0; offset < length; offset += 1) {
        if (this.#bytes[from + offset] !== source[start + offset]) return false;
      }
      return true;
    }
    const known = this.#view;
    const last = length - 4;
    for (let offset = 0; offset < last; offset += 4) {
      if (known.getInt32(from + offset, true) !== view.getInt32(start + offset, true)) return false;
    }
    return known.getInt32(from + last, true) === view.getInt32(end - 4, true);
  }

  #add(source: Uint8Array, start: number, end: number, slot: number): number {
    const channel = this.size;
    if (channel === CHANNELS_PER_BATCH_MAX) return EMPTY;
    const from = channel === 0 ? 0 : (this.#ends[channel - 1] ?? 0);
    const to = from + end - start;
    if (to > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(to, this.#bytes.length * 2)));
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(source.subarray(start, end), from);
    if (channel === this.#ends.length) this.#ends = grown(this.#ends, new Uint32Array(channel * 2));
    this.#ends[channel] = to;
    this.#slots[slot] = channel;
    this.size += 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return channel;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    const mask = this.#slots.length - 1;
    for (let channel = 0; channel < this.size; channel += 1) {
      let slot = hash(this.#bytes, this.#view, this.#startOf(channel), this.#ends[channel] ?? 0) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = channel;
    }
  }
}

/**
 * Four bytes at a time, the last four whole (they may be hashed twice); mixed so that ids which differ in their last
 * digit only do not land side by side.
 */
function hash(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let state = end - start;
  if (state < 4) {
    for (let index = start; index < end; index += 1) state = mixed(state, bytes[index] ?? 0);
  } else {
    const last = end - 4;
    for (let index = start; index < last; index += 4) state = mixed(state, view.getInt32(index, true));
    state = mixed(state, view.getInt32(last, true));
  }
  return state ^ (state >>> 15);
}

function mixed(state: number, word: number): number {
  const product = Math.imul(state ^ word, 0x9e3779b1);
  return (product << 13) | (product >>> 19);
}

function grown<T extends Uint8Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
