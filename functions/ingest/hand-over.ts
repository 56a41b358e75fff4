/**
 * Hands chunks from one who has them to one who asks for them, so that one reading of a file serves two. A chunk is done
 * with when `give` answers.
 */
export class HandOver implements AsyncIterable<Uint8Array> {
  /** The reader stopped; it is given nothing more. */
  isLeft = false;
  #chunk: Uint8Array | undefined;
  #isEnded = false;
  #wakeReader: () => void = () => undefined;
  #wakeGiver: () => void = () => undefined;

  /** Answers once the reader asks for more, or has left. */
  async give(chunk: Uint8Array): Promise<void> {
    if (this.isLeft) return;
    await new Promise<void>((resolve) => {
      this.#wakeGiver = resolve;
      this.#chunk = chunk;
      this.#wakeReader();
    });
  }

  /** No more chunks come. */
  end(): void {
    this.#isEnded = true;
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#chunk === undefined && !this.#isEnded) {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
        if (this.#chunk === undefined) return;
        yield this.#chunk;
        this.#chunk = undefined;
        this.#wakeGiver();
      }
    } finally {
      this.isLeft = true;
      this.#wakeGiver();
    }
  }
}
