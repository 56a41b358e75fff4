import { hash } from 'node:crypto';

/**
 * Conversions one batch may hold: 4 million take 180 MB while they are folded, and stop one file from taking it all.
 */
export const CONVERSIONS_PER_BATCH_MAX = 4_000_000;

/**
 * The conversions of a batch in the order of its lines, as parallel columns. The id is the first 64 bits of its
 * SHA-256: nobody can make up an id that takes another's place, and of 10^8 ids two collide with probability 0.0003.
 */
export interface ClaimList {
  readonly length: number;
  readonly hashHigh: Uint32Array;
  readonly hashLow: Uint32Array;
  readonly atMs: Float64Array;
  /** Where the conversion was counted; what the number stands for is up to the owner of the list. */
  readonly place: Uint32Array;
  readonly valueMicros: Float64Array;
  /** 0 for a refund. */
  readonly count: Float64Array;
  readonly costMicros: Float64Array;
}

export class ClaimListBuilder {
  length = 0;
  #hashHigh = new Uint32Array(0);
  #hashLow = new Uint32Array(0);
  #atMs = new Float64Array(0);
  #place = new Uint32Array(0);
  #valueMicros = new Float64Array(0);
  #count = new Float64Array(0);
  #costMicros = new Float64Array(0);

  add(id: Uint8Array, atMs: number, place: number, valueMicros: number, count: number, costMicros: number): void {
    const digest = hash('sha256', id, 'buffer');
    this.addHashed(digest.readUInt32BE(0), digest.readUInt32BE(4), atMs, place, valueMicros, count, costMicros);
  }

  addHashed(
    hashHigh: number,
    hashLow: number,
    atMs: number,
    place: number,
    valueMicros: number,
    count: number,
    costMicros: number,
  ): void {
    const index = this.length;
    if (index === this.#atMs.length) this.#grow();
    this.#hashHigh[index] = hashHigh;
    this.#hashLow[index] = hashLow;
    this.#atMs[index] = atMs;
    this.#place[index] = place;
    this.#valueMicros[index] = valueMicros;
    this.#count[index] = count;
    this.#costMicros[index] = costMicros;
    this.length += 1;
  }

  list(): ClaimList {
    return {
      length: this.length,
      hashHigh: this.#hashHigh,
      hashLow: this.#hashLow,
      atMs: this.#atMs,
      place: this.#place,
      valueMicros: this.#valueMicros,
      count: this.#count,
      costMicros: this.#costMicros,
    };
  }

  #grow(): void {
    const capacity = Math.max(256, this.length * 2);
    const integers = (column: Uint32Array) => {
      const larger = new Uint32Array(capacity);
      larger.set(column);
      return larger;
    };
    const doubles = (column: Float64Array) => {
      const larger = new Float64Array(capacity);
      larger.set(column);
      return larger;
    };
    this.#hashHigh = integers(this.#hashHigh);
    this.#hashLow = integers(this.#hashLow);
    this.#place = integers(this.#place);
    this.#atMs = doubles(this.#atMs);
    this.#valueMicros = doubles(this.#valueMicros);
    this.#count = doubles(this.#count);
    this.#costMicros = doubles(this.#costMicros);
  }
}
