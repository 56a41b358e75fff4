import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import apply from '../workflows/apply.asl.json' with { type: 'json' };
import ingest from '../workflows/ingest.asl.json' with { type: 'json' };
import reallocate from '../workflows/reallocate.asl.json' with { type: 'json' };
import { QUESTIONS } from '../workflows/questions.ts';
import { STAGE_OUTPUTS, type StageOutput } from '../workflows/stage-outputs.ts';
import { taskStates } from '../workflows/task-states.ts';
import { TASKS, type TaskName } from '../workflows/tasks.ts';
import { TaskFunction } from './constructs/task-function.ts';
import { Workflow } from './constructs/workflow.ts';
import type { DataStack } from './data-stack.ts';

const WORKFLOWS = { Ingest: ingest, Reallocate: reallocate, Apply: apply } as const;

/** The three machines and their functions: nothing in here is remembered, all of it can be replaced. */
export class PipelineStack extends Stack {
  readonly machines: ReadonlyMap<string, Workflow>;
  /** What `--stage` looks up. */
  readonly outputs: readonly CfnOutput[];

  constructor(scope: Construct, id: string, { stage, data }: { stage: string; data: DataStack }) {
    super(scope, id, { description: `marginal ${stage}: functions and state machines` });
    const functions = new Map<string, TaskFunction>();
    for (const [state, spec] of Object.entries(TASKS))
      functions.set(state, new TaskFunction(this, state, { spec, data }));

    const questions = {
      Score: new TaskFunction(this, 'Score', { spec: QUESTIONS.Score, data }),
      WhatIf: new TaskFunction(this, 'WhatIf', { spec: QUESTIONS.WhatIf, data }),
    };

    this.machines = new Map(
      Object.entries(WORKFLOWS).map(([name, definition]) => {
        const states = taskStates(definition).filter(isTaskName);
        const tasks = new Map([...functions].filter(([state]) => states.some((used) => used === state)));
        return [name, new Workflow(this, name, { file: `${name.toLowerCase()}.asl.json`, tasks })];
      }),
    );
    this.letStartApplyStart(functions);

    const machine = (name: string) => this.machines.get(name)?.machine.stateMachineArn ?? '';
    const outputs: Readonly<Record<StageOutput, string>> = {
      LedgerTable: data.ledger.tableName,
      StoreBucket: data.store.bucketName,
      InboxBucket: data.inbox.bucketName,
      IngestMachine: machine('Ingest'),
      ReallocateMachine: machine('Reallocate'),
      ApplyMachine: machine('Apply'),
      ScoreFunction: questions.Score.lambda.functionName,
      WhatIfFunction: questions.WhatIf.lambda.functionName,
    };
    this.outputs = STAGE_OUTPUTS.map((output) => new CfnOutput(this, output, { value: outputs[output] }));
  }

  /** `StartApply` starts the apply machine of its own stage, and no other. */
  private letStartApplyStart(functions: ReadonlyMap<string, TaskFunction>): void {
    const apply = this.machines.get('Apply')?.machine;
    const starter = functions.get('StartApply')?.lambda;
    if (apply === undefined || starter === undefined) return;
    apply.grantStartExecution(starter);
    starter.addEnvironment('APPLY_MACHINE', apply.stateMachineArn);
  }
}

function isTaskName(state: string): state is TaskName {
  return state in TASKS;
}
