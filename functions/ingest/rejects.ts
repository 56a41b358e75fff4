import * as v from 'valibot';
import type { RowReject } from '../core/facts.ts';
import type { ObjectStore } from '../core/ports.ts';
import { objectNameOf } from './batch-id.ts';
import { RejectSchema, REJECTS_TOLD_MAX } from './file-result.ts';

/** Rejects held before they are written: a file of nothing but garbage must not fill the memory. */
const PART_LENGTH = 10_000;

/** All rejects of a batch, as NDJSON in parts of 10,000: `rejects/<batch>/<arrival>-00000.ndjson`, `…-00001.ndjson`. */
export class RejectWriter {
  readonly told: RowReject[] = [];
  readonly #objects: ObjectStore;
  readonly #prefix: string;
  #waiting: RowReject[] = [];
  #parts = 0;

  constructor(objects: ObjectStore, { batchId, arrivalMs }: { batchId: string; arrivalMs: number }) {
    this.#objects = objects;
    this.#prefix = `rejects/${objectNameOf(batchId)}/${arrivalMs.toString(36)}-`;
  }

  /** Prefix of what was written; null where there was nothing to write. */
  get key(): string | null {
    return this.#parts === 0 ? null : this.#prefix;
  }

  async add(rejects: readonly RowReject[]): Promise<void> {
    for (const reject of rejects) {
      if (this.told.length < REJECTS_TOLD_MAX) this.told.push(reject);
      this.#waiting.push(reject);
      if (this.#waiting.length === PART_LENGTH) await this.flush();
    }
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.map((reject) => `${JSON.stringify(reject)}\n`).join('');
    await this.#objects.put(partKey(this.#prefix, this.#parts), Buffer.from(text));
    this.#parts += 1;
    this.#waiting = [];
  }

  /** For a file that is refused after all. */
  async discard(): Promise<void> {
    for (let part = 0; part < this.#parts; part += 1) await this.#objects.delete(partKey(this.#prefix, part));
  }
}

/** The first rejects of a batch that was taken before. */
export async function firstRejects(objects: ObjectStore, rejectsKey: string | null): Promise<RowReject[]> {
  const bytes = rejectsKey === null ? undefined : await objects.get(partKey(rejectsKey, 0));
  if (bytes === undefined) return [];
  const lines = new TextDecoder().decode(bytes).split('\n', REJECTS_TOLD_MAX);
  return lines.filter((line) => line !== '').map((line) => v.parse(RejectSchema, JSON.parse(line)));
}

function partKey(prefix: string, part: number): string {
  return `${prefix}${String(part).padStart(5, '0')}.ndjson`;
}
