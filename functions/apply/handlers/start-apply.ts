import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { parsePolicy } from '../../core/parse-policy.ts';
import { getRun } from '../../core/run-ledger.ts';
import type { Task } from '../../core/world.ts';
import { channelNames } from '../channel-names.ts';
import { newestDataDay } from '../newest-data-day.ts';
import { refuseApply } from '../refuse-apply.ts';
import { refuseRolledBack } from '../refuse-rolled-back.ts';

const inputSchema = v.object({ runId: v.string() });

/**
 * `{runId}` → `{runId, started: true}`: starts `apply` by itself, as `auto`. What a person would be refused is refused
 * here, before anything starts: `NothingToApply`, `Stale`, `NoDestination`; so is what a person has rolled back.
 */
export const startApply: Task = async (input, world) => {
  const { runId } = v.parse(inputSchema, input);
  const { name, text } = await world.policy.read();
  const { ledger, objects, clock } = world;
  const { record } = await getRun(ledger, objects, runId);
  const dataDay = await newestDataDay(ledger, record.asOf);
  const nameOf = await channelNames(objects, record);
  refuseApply(record, parsePolicy(text, name), nameOf, { dataDay, nowMs: clock.nowMs() });
  await refuseRolledBack(ledger, runId);
  await world.workflows.start('apply', { runId, action: 'apply', by: 'auto' });
  return { runId, started: true };
};

export const handler = onLambda(startApply);
