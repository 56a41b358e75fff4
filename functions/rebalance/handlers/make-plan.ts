import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { MarginalError } from '../../core/errors.ts';
import { encodeJson } from '../../core/json.ts';
import type { RunRecord } from '../../core/plan.ts';
import { parsePolicy } from '../../core/parse-policy.ts';
import type { Policy } from '../../core/policy.ts';
import { getRun } from '../../core/run-ledger.ts';
import { readScoreSheet } from '../../core/score-sheet.ts';
import type { Task, World } from '../../core/world.ts';
import { makePlan as planOf } from '../plan.ts';

const inputSchema = v.object({
  runId: v.string(),
  scoresKey: v.string(),
  policyKey: v.string(),
  /** Where the outcome of the ingest before it is kept, for the report. */
  ingestKey: v.nullish(v.string(), null),
});

/**
 * `{runId, scoresKey, policyKey, ingestKey?}` → `{runId, planKey, status, approval, changes, existing}`: plans the run and keeps it,
 * once; a run that is there already stands as it is (`existing`), because equal facts under one policy are one decision.
 * `changes` counts the lines whose budget the plan would change.
 * Throws `PolicyMissing`, `PolicyInvalid`, `GroupClash`, `NoData`. An infeasible plan is kept and answered, not thrown.
 */
export const makePlan: Task = async (input, world) => {
  const { runId, scoresKey, policyKey, ingestKey } = v.parse(inputSchema, input);
  const policy = await policyAt(policyKey, world);
  const known = await world.ledger.get('run', runId);
  const record =
    known === undefined
      ? await keepRecord(await draft({ runId, scoresKey, policyKey }, policy, world), ingestKey, world)
      : (await getRun(world.ledger, world.objects, runId)).record;
  const { status, lines } = record.plan;
  return {
    runId,
    planKey: planKeyOf(runId),
    status,
    approval: policy.approval,
    changes: lines.filter(({ currentMicros, proposedMicros }) => currentMicros !== proposedMicros).length,
    existing: known !== undefined,
  };
};

async function policyAt(policyKey: string, { objects }: World): Promise<Policy> {
  const bytes = await objects.get(policyKey);
  if (bytes === undefined) throw new MarginalError('PolicyMissing', `no policy at '${policyKey}'`);
  return parsePolicy(new TextDecoder().decode(bytes), policyKey);
}

async function draft(
  keys: Pick<RunRecord, 'runId' | 'scoresKey' | 'policyKey'>,
  policy: Policy,
  { objects, clock }: World,
): Promise<RunRecord> {
  const sheet = readScoreSheet(await objects.get(keys.scoresKey));
  const plan = planOf({ sheet, policy });
  const { currency, timeZone } = policy;
  const groups = policy.groups.map(({ name, match }) => ({ name, match }));
  return { ...keys, asOf: sheet.asOf, currency, timeZone, groups, createdAtMs: clock.nowMs(), plan };
}

/** The object first, the ledger's item last: a run is there when its item is. Of two writers at once the first stands. */
async function keepRecord(
  drafted: RunRecord,
  ingestKey: string | null,
  { objects, ledger }: World,
): Promise<RunRecord> {
  const { runId, asOf, currency, policyKey, scoresKey, createdAtMs, plan } = drafted;
  const planKey = planKeyOf(runId);
  await objects.create(planKey, new TextEncoder().encode(encodeJson(drafted)));
  const { status, budgetMicros } = plan;
  const value = {
    asOf,
    currency,
    createdAtMs,
    status,
    budgetMicros,
    planKey,
    policyKey,
    scoresKey,
    ingestKey,
    applied: null,
  };
  await ledger.write({ partition: 'run', sort: runId, value }, 0);
  return (await getRun(ledger, objects, runId)).record;
}

function planKeyOf(runId: string): string {
  return `plans/${runId}.json`;
}

export const handler = onLambda(makePlan);
