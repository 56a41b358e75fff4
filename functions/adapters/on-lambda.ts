import middy from '@middy/core';
import type { Task, World } from '../core/world.ts';

/** Milliseconds before a function's own time-out at which its effects stop, so that it fails as itself. */
const STOP_BEFORE_TIMEOUT_MS = 2000;

/**
 * A task as a Lambda handler. The AWS clients are loaded and made on the first event: a run on one machine imports the
 * same handler files and never pays for them.
 */
export function onLambda(task: Task): middy.MiddyfiedHandler<unknown, unknown> {
  let world: Omit<World, 'signal'> | undefined;
  return middy<unknown, unknown>({ timeoutEarlyInMillis: STOP_BEFORE_TIMEOUT_MS }).handler(
    async (event: unknown, _context: unknown, { signal }: { signal: AbortSignal }) => {
      world ??= (await import('./aws-world.ts')).awsWorld();
      return task(event, { ...world, signal });
    },
  );
}
