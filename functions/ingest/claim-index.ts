import { freeMemoryOf } from '../core/free-memory-of.ts';

/** A conversion id counts once within this time, by the conversions' own `at`. */
export const CLAIM_WINDOW_MS = 7 * 86_400_000;

/**
 * Conversions that are decided at once: the set of their ids and the index take 24 bytes each at two slots or more, so
 * some 200 MB. More are decided in turns.
 */
export const CLAIMS_IN_MEMORY_MAX = 4_000_000;

/** Which ids were counted when. An id may be there several times, more than the window apart. */
export class ClaimIndex {
  #size = 0;
  #high = new Uint32Array(1 << 10);
  #low = new Uint32Array(1 << 10);
  /** NaN marks a free slot. */
  #atMs = new Float64Array(1 << 10).fill(Number.NaN);

  /** Claims the id, or answers false where it was claimed at most seven days before or after. */
  claim(high: number, low: number, atMs: number): boolean {
    const mask = this.#atMs.length - 1;
    let slot = (high ^ low) & mask;
    for (;;) {
      const claimedAtMs = this.#atMs[slot] ?? Number.NaN;
      if (Number.isNaN(claimedAtMs)) break;
      const isSameId = this.#low[slot] === low && this.#high[slot] === high;
      if (isSameId && Math.abs(claimedAtMs - atMs) <= CLAIM_WINDOW_MS) return false;
      slot = (slot + 1) & mask;
    }
    this.#put(slot, high, low, atMs);
    return true;
  }

  /** Gives its memory back; nothing can be claimed after. */
  free(): void {
    for (const column of [this.#high, this.#low, this.#atMs]) freeMemoryOf(column);
  }

  #put(slot: number, high: number, low: number, atMs: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#atMs[slot] = atMs;
    this.#size += 1;
    if (this.#size * 2 > this.#atMs.length) this.#grow();
  }

  #grow(): void {
    const [oldHigh, oldLow, oldAtMs] = [this.#high, this.#low, this.#atMs];
    const capacity = oldAtMs.length * 2;
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#atMs = new Float64Array(capacity).fill(Number.NaN);
    for (const [old, atMs] of oldAtMs.entries()) {
      if (Number.isNaN(atMs)) continue;
      const high = oldHigh[old] ?? 0;
      const low = oldLow[old] ?? 0;
      let slot = (high ^ low) & (capacity - 1);
      while (!Number.isNaN(this.#atMs[slot])) slot = (slot + 1) & (capacity - 1);
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#atMs[slot] = atMs;
    }
    for (const old of [oldHigh, oldLow, oldAtMs]) freeMemoryOf(old);
  }
}

/** Ids alone. */
export class IdSet {
  #size = 0;
  #high = new Uint32Array(1 << 10);
  #low = new Uint32Array(1 << 10);
  #used = new Uint8Array(1 << 10);

  has(high: number, low: number): boolean {
    return this.#used[this.#slotOf(high, low)] === 1;
  }

  add(high: number, low: number): void {
    const slot = this.#slotOf(high, low);
    if (this.#used[slot] === 1) return;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#used[slot] = 1;
    this.#size += 1;
    if (this.#size * 2 > this.#used.length) this.#grow();
  }

  /** Where the id is, or would be. */
  #slotOf(high: number, low: number): number {
    const mask = this.#used.length - 1;
    let slot = (high ^ low) & mask;
    while (this.#used[slot] === 1 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, used] = [this.#high, this.#low, this.#used];
    this.#high = new Uint32Array(used.length * 2);
    this.#low = new Uint32Array(used.length * 2);
    this.#used = new Uint8Array(used.length * 2);
    this.#size = 0;
    for (const [slot, isUsed] of used.entries()) if (isUsed === 1) this.add(high[slot] ?? 0, low[slot] ?? 0);
    for (const old of [high, low, used]) freeMemoryOf(old);
  }
}
