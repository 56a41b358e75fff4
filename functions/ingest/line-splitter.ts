/** A line may be this long, in bytes; a longer one is passed over without being held. */
export const LINE_BYTES_MAX = 1 << 20;

const NEWLINE = 0x0a;

export interface LineReader {
  /**
   * Takes the line that starts at `start`, of which `limit` bytes are at hand. Answers where its newline stands if it
   * could read it without being told, else -1, and `line` is called.
   */
  glance(bytes: Uint8Array, start: number, limit: number): number;
  line(bytes: Uint8Array, start: number, end: number): void;
  tooLong(): void;
  /** What follows the last newline, if anything does. */
  unterminated(bytes: Uint8Array, start: number, end: number): void;
}

/** Cuts chunks into lines; holds at most one line. */
export class LineSplitter {
  readonly #reader: LineReader;
  #held = Buffer.alloc(1 << 12);
  #heldLength = 0;
  #skipping = false;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  push(chunk: Uint8Array): void {
    let start = this.#heldLength > 0 || this.#skipping ? this.#finishHeld(chunk) : 0;
    while (start < chunk.length) {
      const glanced = this.#reader.glance(chunk, start, chunk.length);
      if (glanced >= 0 && glanced < chunk.length) {
        start = glanced + 1;
        continue;
      }
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) {
        this.#hold(chunk, start, chunk.length);
        return;
      }
      if (end - start > LINE_BYTES_MAX) this.#reader.tooLong();
      else this.#reader.line(chunk, start, end);
      start = end + 1;
    }
  }

  finish(): void {
    if (this.#heldLength > 0) this.#reader.unterminated(this.#held, 0, this.#heldLength);
    this.#heldLength = 0;
  }

  #finishHeld(chunk: Uint8Array): number {
    const end = chunk.indexOf(NEWLINE);
    if (this.#skipping) {
      this.#skipping = end < 0;
      return end < 0 ? chunk.length : end + 1;
    }
    this.#hold(chunk, 0, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    if (this.#skipping) this.#skipping = false;
    else this.#reader.line(this.#held, 0, this.#heldLength);
    this.#heldLength = 0;
    return end + 1;
  }

  #hold(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#heldLength + end - start;
    if (length > LINE_BYTES_MAX) {
      this.#reader.tooLong();
      this.#skipping = true;
      this.#heldLength = 0;
      return;
    }
    if (length > this.#held.length) {
      const larger = Buffer.alloc(Math.max(length, this.#held.length * 2));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    this.#held.set(chunk.subarray(start, end), this.#heldLength);
    this.#heldLength = length;
  }
}
