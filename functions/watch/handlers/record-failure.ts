import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';

/** An item holds 400 KB; a cause is read by people, who need its beginning. */
const CAUSE_LENGTH_MAX = 8_000;

const inputSchema = v.object({
  workflow: v.pipe(v.string(), v.minLength(1)),
  execution: v.pipe(v.string(), v.minLength(1)),
  error: v.object({ Error: v.string(), Cause: v.optional(v.string(), '') }),
});

/** `{workflow, execution, error: {Error, Cause}}` → `{recorded: true}`: keeps why an execution failed, once. */
export const recordFailure: Task = async (input, { ledger, clock }) => {
  const { workflow, execution, error } = v.parse(inputSchema, input);
  const value = {
    workflow,
    execution,
    atMs: clock.nowMs(),
    error: error.Error,
    cause: error.Cause.slice(0, CAUSE_LENGTH_MAX),
  };
  await ledger.write({ partition: 'failure', sort: `${workflow}#${execution}`, value }, 0);
  return { recorded: true };
};

export const handler = onLambda(recordFailure);
