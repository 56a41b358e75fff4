import { MarginalError } from '../core/errors.ts';
import type { ObjectStore } from '../core/ports.ts';

/** An object that must be there. Throws `ObjectUnreadable`. */
export async function loadObject(objects: ObjectStore, key: string): Promise<Uint8Array> {
  const bytes = await objects.get(key);
  if (bytes === undefined) throw new MarginalError('ObjectUnreadable', `'${key}' is not in the store`);
  return bytes;
}
