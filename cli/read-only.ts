import type { World } from '../functions/core/world.ts';

/** The same world without its pens: whatever asks to write has a defect, and fails instead. */
export function readOnly(world: World): World {
  const refuse = async (): Promise<never> => {
    throw new TypeError('a command that only reads tried to write');
  };
  return {
    ...world,
    objects: { ...world.objects, put: refuse, putStream: refuse, create: refuse, delete: refuse },
    ledger: { ...world.ledger, write: refuse },
    workflows: { start: refuse },
  };
}
