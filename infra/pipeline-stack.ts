import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import { QUESTIONS } from '../workflows/questions.ts';
import { STAGE_OUTPUTS, type StageOutput } from '../workflows/stage-outputs.ts';
import { taskStates } from '../workflows/task-states.ts';
import { TASKS, type TaskName } from '../workflows/tasks.ts';
import { WATCHERS } from '../workflows/watchers.ts';
import apply from '../workflows/apply.asl.json' with { type: 'json' };
import backfill from '../workflows/backfill.asl.json' with { type: 'json' };
import ingest from '../workflows/ingest.asl.json' with { type: 'json' };
import reallocate from '../workflows/reallocate.asl.json' with { type: 'json' };
import { bundleFunctions } from './bundle-functions.ts';
import { Alarms } from './constructs/alarms.ts';
import { Approval } from './constructs/approval.ts';
import { DistributedMap } from './constructs/distributed-map.ts';
import { Notifications } from './constructs/notifications.ts';
import { Schedules } from './constructs/schedules.ts';
import { StageDashboard } from './constructs/stage-dashboard.ts';
import { TaskFunction } from './constructs/task-function.ts';
import { Workflow } from './constructs/workflow.ts';
import { EXPRESS_SECONDS_MAX } from './express-definition.ts';
import type { DataStack } from './data-stack.ts';

const SPECS = { ...TASKS, ...QUESTIONS, ...WATCHERS };

type FunctionName = keyof typeof SPECS;

export interface PipelineProps {
  readonly stage: string;
  readonly data: DataStack;
  readonly timeZone: string;
  /** Who hears of alarms and of plans to approve; null: nobody yet. */
  readonly email: string | null;
}

interface WorkflowSettings {
  readonly id?: string;
  readonly isExpress?: boolean;
  readonly storeBucket?: string;
  /** Functions of this machine alone, in place of those the machines share. */
  readonly own?: Partial<Record<TaskName, TaskFunction>>;
}

/** The machines, their functions, and what watches them: nothing in here is remembered, all of it can be replaced. */
export class PipelineStack extends Stack {
  readonly machines: Readonly<Record<'Ingest' | 'Backfill' | 'Reallocate' | 'Apply', Workflow>>;
  readonly backfillGroups: DistributedMap;
  readonly alarms: Alarms;
  readonly schedules: Schedules;
  readonly approval: Approval;
  readonly dashboard: StageDashboard;
  /** What `--stage` looks up. */
  readonly outputs: readonly CfnOutput[];

  constructor(scope: Construct, id: string, { stage, data, timeZone, email }: PipelineProps) {
    super(scope, id, { description: `marginal ${stage}: functions and state machines` });
    const bundleOf = this.bundles();
    const functions = recordOf(SPECS, (name, spec) => {
      return new TaskFunction(this, name, { stage, state: name, spec, bundle: bundleOf(name), data });
    });
    const steady = (name: 'FoldBatches' | 'ClaimConversions' | 'RollUpDays') => {
      const spec = { ...SPECS[name], timeoutSeconds: EXPRESS_SECONDS_MAX.function };
      return new TaskFunction(this, `Steady${name}`, { stage, state: name, spec, bundle: bundleOf(name), data });
    };
    const workflow = (
      name: string,
      definition: typeof ingest | typeof backfill | typeof reallocate | typeof apply,
      { id = name, own = {}, ...settings }: WorkflowSettings = {},
    ) => {
      const tasks = new Map(
        taskStates(definition)
          .filter(isTaskName)
          .map((state) => [state, own[state] ?? functions[state]]),
      );
      return new Workflow(this, id, { file: `${name.toLowerCase()}.asl.json`, tasks, ...settings });
    };
    this.machines = {
      Ingest: workflow('Ingest', ingest),
      Backfill: workflow('Backfill', backfill, { storeBucket: data.store.bucketName }),
      Reallocate: workflow('Reallocate', reallocate),
      Apply: workflow('Apply', apply),
    };
    this.backfillGroups = new DistributedMap(this, 'BackfillGroups', {
      workflow: this.machines.Backfill,
      store: data.store,
      label: backfill.States.FoldGroups.Label,
    });
    this.letStartApplyStart(functions.StartApply);

    const { deadLetters, ...topics } = new Notifications(this, 'Notifications', { email });
    const { Ingest, Backfill, Reallocate, Apply } = this.machines;
    // Every five minutes, transitions would be most of the bill; who starts one by hand wants to see its history, and
    // may have work for longer than the five minutes of an Express execution.
    const own = {
      FoldBatches: steady('FoldBatches'),
      ClaimConversions: steady('ClaimConversions'),
      RollUpDays: steady('RollUpDays'),
    };
    const steadyIngest = workflow('Ingest', ingest, { id: 'SteadyIngest', isExpress: true, own });
    const watched = { Ingest: steadyIngest, Reallocate, Apply };
    this.schedules = new Schedules(this, 'Schedules', {
      ingest: steadyIngest,
      reallocate: Reallocate,
      deadLetters,
      timeZone,
    });
    const announcer = functions.AnnouncePlan;
    this.approval = new Approval(this, 'Approval', {
      reallocate: Reallocate,
      announcer,
      topic: topics.plans,
      deadLetters,
    });
    const { ledger } = data;
    this.alarms = new Alarms(this, 'Alarms', {
      stage,
      topic: topics.alarms,
      machines: watched,
      widest: own.FoldBatches,
      ledger,
      deadLetters,
    });
    this.dashboard = new StageDashboard(this, 'Watch', {
      stage,
      alarms: this.alarms,
      machines: Object.values(watched),
    });

    const values: Readonly<Record<StageOutput, string>> = {
      LedgerTable: ledger.tableName,
      StoreBucket: data.store.bucketName,
      InboxBucket: data.inbox.bucketName,
      IngestMachine: Ingest.machine.stateMachineArn,
      BackfillMachine: Backfill.machine.stateMachineArn,
      ReallocateMachine: Reallocate.machine.stateMachineArn,
      ApplyMachine: Apply.machine.stateMachineArn,
      ScoreFunction: functions.Score.lambda.functionName,
      WhatIfFunction: functions.WhatIf.lambda.functionName,
    };
    this.outputs = STAGE_OUTPUTS.map((output) => new CfnOutput(this, output, { value: values[output] }));
  }

  /** A test of the templates needs no code in them. */
  private bundles(): (name: FunctionName) => string {
    if (!this.bundlingRequired) return () => fileURLToPath(new URL('constructs', import.meta.url));
    return bundleFunctions(recordOf(SPECS, (_name, { entry }) => entry));
  }

  /** `StartApply` starts the apply machine of its own stage, and no other. */
  private letStartApplyStart({ lambda }: TaskFunction): void {
    const { machine } = this.machines.Apply;
    machine.grantStartExecution(lambda);
    lambda.addEnvironment('APPLY_MACHINE', machine.stateMachineArn);
  }
}

function isTaskName(state: string): state is TaskName {
  return state in TASKS;
}

function recordOf<Value>(
  specs: typeof SPECS,
  make: (name: FunctionName, spec: (typeof SPECS)[FunctionName]) => Value,
): Record<FunctionName, Value> {
  const of = (name: FunctionName) => make(name, specs[name]);
  return {
    ListBatches: of('ListBatches'),
    ListRawFiles: of('ListRawFiles'),
    FoldBatches: of('FoldBatches'),
    ClaimConversions: of('ClaimConversions'),
    RollUpDays: of('RollUpDays'),
    RollUpAgain: of('RollUpAgain'),
    ScoreChannels: of('ScoreChannels'),
    MakePlan: of('MakePlan'),
    WriteReport: of('WriteReport'),
    StartApply: of('StartApply'),
    PrepareChanges: of('PrepareChanges'),
    LowerBudgets: of('LowerBudgets'),
    RaiseBudgets: of('RaiseBudgets'),
    CloseChanges: of('CloseChanges'),
    RecordFailure: of('RecordFailure'),
    Score: of('Score'),
    WhatIf: of('WhatIf'),
    AnnouncePlan: of('AnnouncePlan'),
  };
}
