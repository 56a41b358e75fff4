import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { decodeJson } from '../../core/json.ts';
import { getRun } from '../../core/run-ledger.ts';
import type { Task } from '../../core/world.ts';
import { announcement } from '../announcement.ts';

/** Long enough for a morning, short enough for an address that anybody with it can open. */
const LINK_HOURS = 6;

/** The event that Step Functions sends when an execution ends; its output is a JSON text. */
const EventSchema = v.object({ detail: v.object({ status: v.literal('SUCCEEDED'), output: v.string() }) });

const OutputSchema = v.object({
  planned: v.object({ runId: v.string(), changes: v.number(), existing: v.boolean() }),
  started: v.optional(v.unknown()),
});

/**
 * The end of a `reallocate` → `{announced}`: tells whoever approves of a new plan that waits for them. A plan that changes
 * nothing, was announced before, or applies itself is not.
 */
export const announcePlan: Task = async (input, { ledger, objects, outbox }) => {
  const { detail } = v.parse(EventSchema, input);
  const { planned, started } = v.parse(OutputSchema, decodeJson(detail.output));
  if (outbox === undefined || planned.changes === 0 || planned.existing || started !== undefined) {
    return { announced: false };
  }
  const { record } = await getRun(ledger, objects, planned.runId);
  const reportLink = await outbox.linkTo(`reports/${planned.runId}.html`, LINK_HOURS);
  await outbox.send(announcement(record, { stage: outbox.stage, reportLink, linkHours: LINK_HOURS }));
  return { announced: true };
};

export const handler = onLambda(announcePlan);
