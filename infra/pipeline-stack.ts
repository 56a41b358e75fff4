import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import apply from '../workflows/apply.asl.json' with { type: 'json' };
import ingest from '../workflows/ingest.asl.json' with { type: 'json' };
import reallocate from '../workflows/reallocate.asl.json' with { type: 'json' };
import { taskStates } from '../workflows/task-states.ts';
import { TASKS, type TaskName } from '../workflows/tasks.ts';
import { TaskFunction } from './constructs/task-function.ts';
import { Workflow } from './constructs/workflow.ts';
import type { DataStack } from './data-stack.ts';

const WORKFLOWS = { Ingest: ingest, Reallocate: reallocate, Apply: apply } as const;

/** The three machines and their functions: nothing in here is remembered, all of it can be replaced. */
export class PipelineStack extends Stack {
  readonly machines: ReadonlyMap<string, Workflow>;

  constructor(scope: Construct, id: string, { stage, data }: { stage: string; data: DataStack }) {
    super(scope, id, { description: `marginal ${stage}: functions and state machines` });
    const functions = new Map<string, TaskFunction>();
    for (const [state, spec] of Object.entries(TASKS))
      functions.set(state, new TaskFunction(this, state, { spec, data }));

    this.machines = new Map(
      Object.entries(WORKFLOWS).map(([name, definition]) => {
        const states = taskStates(definition).filter(isTaskName);
        const tasks = new Map([...functions].filter(([state]) => states.some((used) => used === state)));
        return [name, new Workflow(this, name, { file: `${name.toLowerCase()}.asl.json`, tasks })];
      }),
    );
    this.letStartApplyStart(functions);
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
