import { MarginalError } from './errors.ts';
import type { ObjectStore } from './ports.ts';

/** An object that must be there. Throws `ObjectUnreadable`. */
export async function loadObject(objects: ObjectStore, key: string): Promise<Uint8Array> {
  return (await objects.get(key)) ?? missing(key);
}

/** The same in chunks, for one that does not fit in memory: each is gone once the next one is asked for. */
export async function* streamObject(objects: ObjectStore, key: string): AsyncGenerator<Uint8Array> {
  yield* (await objects.getStream(key)) ?? missing(key);
}

function missing(key: string): never {
  throw new MarginalError('ObjectUnreadable', `'${key}' is not in the store`);
}
