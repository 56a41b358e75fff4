/** Shapes are few: what a tracker writes, it writes for millions of lines. What comes past these is read anew each time. */
const STEPS_MAX = 256;
const WORDS_MAX = 4096;
const ALTERNATIVES_MAX = 8;
const STEPS_PER_LINE_MAX = 24;

/** No step: there is nothing to compare with. */
export const NO_STEP = 0;

/**
 * The shapes lines came in, as a tree of steps: a step is the text between two values, which is the same on every line
 * of its shape (`","channel":"`), and the kind of value that follows. A line is then read by comparing four bytes at a
 * time and looking only at its values; no name is looked up. Step 0 is the root; texts are little-endian words.
 */
export class LineShapes {
  readonly kind = new Uint8Array(STEPS_MAX);
  /** Bytes of the step's text. */
  readonly length = new Uint16Array(STEPS_MAX);
  /** Where its words start; bytes past the text are 0 in the last one. */
  readonly firstWord = new Uint16Array(STEPS_MAX);
  readonly words = new Int32Array(WORDS_MAX);
  /** The step to try at the same place where the text is another; `NO_STEP` where there is none. */
  readonly otherwise = new Uint16Array(STEPS_MAX);
  /** The step after the value. */
  readonly next = new Uint16Array(STEPS_MAX);
  #steps = 1;
  #wordCount = 0;

  readonly #kinds = new Uint8Array(STEPS_PER_LINE_MAX);
  readonly #starts = new Uint32Array(STEPS_PER_LINE_MAX);
  readonly #ends = new Uint32Array(STEPS_PER_LINE_MAX);
  #noted = 0;

  /** Begins the notes of a line. */
  begin(): void {
    this.#noted = 0;
  }

  /** Notes the text of a step of the line and the kind of value that follows it. */
  note(kind: number, start: number, end: number): void {
    if (this.#noted < STEPS_PER_LINE_MAX) {
      this.#kinds[this.#noted] = kind;
      this.#starts[this.#noted] = start;
      this.#ends[this.#noted] = end;
    }
    this.#noted += 1;
  }

  /** Keeps the shape of the line that was noted, while there is room. */
  learn(bytes: Uint8Array): void {
    if (this.#noted > STEPS_PER_LINE_MAX) return;
    let parent = NO_STEP;
    for (let index = 0; index < this.#noted; index += 1) {
      const kind = this.#kinds[index] ?? 0;
      const text = bytes.subarray(this.#starts[index], this.#ends[index]);
      const step = this.#find(parent, kind, text) || this.#add(parent, kind, text);
      if (step === NO_STEP) return;
      parent = step;
    }
  }

  #find(parent: number, kind: number, text: Uint8Array): number {
    for (let step = this.next[parent] ?? NO_STEP; step !== NO_STEP; step = this.otherwise[step] ?? NO_STEP) {
      if (this.kind[step] === kind && this.#equals(step, text)) return step;
    }
    return NO_STEP;
  }

  #equals(step: number, text: Uint8Array): boolean {
    if (this.length[step] !== text.length) return false;
    const words = wordsOf(text);
    const first = this.firstWord[step] ?? 0;
    return words.every((word, index) => this.words[first + index] === word);
  }

  /** `NO_STEP` where there is no room. */
  #add(parent: number, kind: number, text: Uint8Array): number {
    const words = wordsOf(text);
    if (this.#steps === STEPS_MAX || this.#wordCount + words.length > WORDS_MAX) return NO_STEP;
    // The longest first: the text before a number is also the start of one that goes on with a null.
    let before = NO_STEP;
    let after = this.next[parent] ?? NO_STEP;
    let alternatives = 0;
    for (let other = after; other !== NO_STEP; other = this.otherwise[other] ?? NO_STEP) {
      alternatives += 1;
      if ((this.length[other] ?? 0) < text.length) continue;
      before = other;
      after = this.otherwise[other] ?? NO_STEP;
    }
    if (alternatives === ALTERNATIVES_MAX) return NO_STEP;
    const step = this.#steps;
    this.kind[step] = kind;
    this.length[step] = text.length;
    this.firstWord[step] = this.#wordCount;
    this.words.set(words, this.#wordCount);
    this.#wordCount += words.length;
    this.#steps += 1;
    this.otherwise[step] = after;
    if (before === NO_STEP) this.next[parent] = step;
    else this.otherwise[before] = step;
    return step;
  }
}

function wordsOf(text: Uint8Array): Int32Array {
  const padded = new Uint8Array(Math.ceil(text.length / 4) * 4);
  padded.set(text);
  const view = new DataView(padded.buffer);
  return Int32Array.from({ length: padded.length / 4 }, (_, index) => view.getInt32(index * 4, true));
}
