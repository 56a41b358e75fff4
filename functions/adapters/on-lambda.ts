import middy from '@middy/core';
import type { Task, World } from '../core/world.ts';

/** Milliseconds before a function's own time-out at which its effects stop, so that it fails as itself. */
const STOP_BEFORE_TIMEOUT_MS = 2000;

/**
 * A task as a Lambda handler: every log line names the run it belongs to, the answer's metrics are written as one line, and an
 * error keeps the name that the machines match. What speaks to AWS is loaded and made on the first event: a run on one
 * machine imports the same handler files and never pays for it.
 */
export function onLambda(task: Task): middy.MiddyfiedHandler<unknown, unknown> {
  let world: Omit<World, 'signal' | 'warn'> | undefined;
  return middy<unknown, unknown>({ timeoutEarlyInMillis: STOP_BEFORE_TIMEOUT_MS }).handler(
    async (event: unknown, { awsRequestId: requestId }, { signal }: { signal: AbortSignal }) => {
      const [{ awsWorld }, { functionLog }] = await Promise.all([
        import('./aws-world.ts'),
        import('./function-log.ts'),
      ]);
      world ??= awsWorld();
      const log = functionLog(event, requestId);
      try {
        const answer = await task(event, { ...world, warn: log.warn, signal });
        log.metrics(answer);
        return answer;
      } catch (error) {
        log.error(error);
        throw error;
      }
    },
  );
}
