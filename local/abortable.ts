import type { World } from '../functions/core/world.ts';

/**
 * The same world, in which every effect first asks whether the run was interrupted. After a time-out or a failed Map
 * item the interpreter lets the other handlers run on; this stops them before they write.
 */
export function abortable(world: World): World {
  const { objects, ledger, signal } = world;
  const guarded =
    <Arguments extends unknown[], Result>(effect: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      signal.throwIfAborted();
      return effect(...given);
    };
  return {
    ...world,
    objects: {
      ...objects,
      put: guarded(objects.put),
      putStream: guarded(objects.putStream),
      create: guarded(objects.create),
      delete: guarded(objects.delete),
    },
    ledger: { ...ledger, write: guarded(ledger.write) },
  };
}
