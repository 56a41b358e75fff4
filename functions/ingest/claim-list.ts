import { hash } from 'node:crypto';
import { freeMemoryOf } from '../core/free-memory-of.ts';

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
  #hashHigh: Uint32Array = new Uint32Array(0);
  #hashLow: Uint32Array = new Uint32Array(0);
  #atMs: Float64Array = new Float64Array(0);
  #place: Uint32Array = new Uint32Array(0);
  #valueMicros: Float64Array = new Float64Array(0);
  #count: Float64Array = new Float64Array(0);
  #costMicros: Float64Array = new Float64Array(0);

  add(id: Uint8Array, atMs: number, place: number, valueMicros: number, count: number, costMicros: number): void {
    const digest = hash('sha256', id, 'buffer');
    const index = this.length;
    if (index === this.#atMs.length) this.#grow();
    this.#hashHigh[index] = digest.readUInt32BE(0);
    this.#hashLow[index] = digest.readUInt32BE(4);
    this.#atMs[index] = atMs;
    this.#place[index] = place;
    this.#valueMicros[index] = valueMicros;
    this.#count[index] = count;
    this.#costMicros[index] = costMicros;
    this.length += 1;
  }

  /** Valid until the next one is added. */
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
    const integers = (column: Uint32Array) => enlarged(column, new Uint32Array(capacity));
    const doubles = (column: Float64Array) => enlarged(column, new Float64Array(capacity));
    this.#hashHigh = integers(this.#hashHigh);
    this.#hashLow = integers(this.#hashLow);
    this.#place = integers(this.#place);
    this.#atMs = doubles(this.#atMs);
    this.#valueMicros = doubles(this.#valueMicros);
    this.#count = doubles(this.#count);
    this.#costMicros = doubles(this.#costMicros);
  }
}

/** For a list nobody reads any more: 4 million conversions need not wait for the garbage collector. */
export function freeClaims(list: ClaimList): void {
  for (const column of Object.values(list)) if (typeof column !== 'number') freeMemoryOf(column);
}

function enlarged<Column extends Uint32Array | Float64Array>(column: Column, larger: Column): Column {
  larger.set(column);
  freeMemoryOf(column);
  return larger;
}
