import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { World } from '../../functions/core/world.ts';
import type { Connection } from './connect.ts';
import { followExecution } from './follow-execution.ts';

export type StageWorkflow = 'ingest' | 'backfill' | 'reallocate' | 'apply';

/** Starts a machine of the stage and follows it to its end; an apply that it started in turn is followed too. */
export async function runExecution(
  connection: Connection,
  workflow: StageWorkflow,
  input: Readonly<Record<string, unknown>>,
  world: World,
): Promise<unknown> {
  const name = `${workflow}-${world.clock.nowMs()}`;
  // Whoever changes budgets holds a lease by the name of its execution: a second one waits for it.
  const named = workflow === 'apply' ? { ...input, execution: name } : input;
  const { executionArn = '' } = await connection.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineOf(connection, workflow), name, input: JSON.stringify(named) }),
  );
  const output = await followExecution(connection, { workflow, executionArn }, world);
  const applied = workflow === 'reallocate' ? await startedApply(connection, output) : undefined;
  if (applied !== undefined) await followExecution(connection, { workflow: 'apply', executionArn: applied }, world);
  return output;
}

function machineOf({ at }: Connection, workflow: StageWorkflow): string {
  return {
    ingest: at.IngestMachine,
    backfill: at.BackfillMachine,
    reallocate: at.ReallocateMachine,
    apply: at.ApplyMachine,
  }[workflow];
}

/** The execution that `StartApply` says it started. */
async function startedApply({ sfn, at }: Connection, output: unknown): Promise<string | undefined> {
  const started = typeof output === 'object' && output !== null && 'started' in output ? output.started : undefined;
  const runId = typeof started === 'object' && started !== null && 'runId' in started ? String(started.runId) : '';
  if (runId === '') return undefined;
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: at.ApplyMachine, maxResults: 20 }),
  );
  return executions.find(({ name }) => name?.startsWith(`auto-${runId}-`) === true)?.executionArn;
}
