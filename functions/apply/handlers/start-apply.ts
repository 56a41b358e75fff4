import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { parsePolicy } from '../../core/policy.ts';
import { getRun } from '../../core/run-ledger.ts';
import type { Task } from '../../core/world.ts';
import { channelNames } from '../channel-names.ts';
import { refuseApply } from '../refuse-apply.ts';

const inputSchema = v.object({ runId: v.string() });

/**
 * `{runId}` → `{runId, started: true}`: starts `apply` by itself, as `auto`. What a person would be refused is refused
 * here, before anything starts: `NothingToApply`, `Stale`, `NoDestination`.
 */
export const startApply: Task = async (input, world) => {
  const { runId } = v.parse(inputSchema, input);
  const { name, text } = await world.policy.read();
  const { record } = await getRun(world.ledger, world.objects, runId);
  refuseApply(record, parsePolicy(text, name), await channelNames(world.objects, record), world.clock.nowMs());
  await world.workflows.start('apply', { runId, action: 'apply', by: 'auto' });
  return { runId, started: true };
};

export const handler = onLambda(startApply);
