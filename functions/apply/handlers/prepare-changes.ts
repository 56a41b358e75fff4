import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { parsePolicy } from '../../core/parse-policy.ts';
import type { Task } from '../../core/world.ts';
import { openDestination } from '../open-destination.ts';
import { prepare } from '../prepare.ts';

const inputSchema = v.object({
  runId: v.pipe(v.string(), v.minLength(1)),
  action: v.picklist(['apply', 'rollback']),
  by: v.pipe(v.string(), v.minLength(1)),
  assumeCurrent: v.optional(v.boolean(), false),
  /** The execution's name: tried again it keeps the lease, another execution has to wait. */
  execution: v.optional(v.string()),
});

/**
 * `{runId, action, by, assumeCurrent?, execution?}` → `{runId, action, changesKey, lines}`: takes the lease on budgets
 * and fixes what is to be written. Without `execution` the lease belongs to the person, who may take it
 * again after an interruption.
 */
export const prepareChanges: Task = async (input, world) => {
  const { execution, ...request } = v.parse(inputSchema, input);
  const { runId, action, by } = request;
  const { name, text } = await world.policy.read();
  const owner = execution ?? by;
  const { changesKey, changes } = await prepare({ ...request, owner }, world, parsePolicy(text, name), openDestination);
  return { runId, action, changesKey, lines: changes.lines.length };
};

export const handler = onLambda(prepareChanges);
