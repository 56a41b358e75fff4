import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Workflow } from './workflow.ts';

export interface SchedulesProps {
  readonly ingest: Workflow;
  readonly reallocate: Workflow;
  readonly deadLetters: Queue;
  /** The policy's: a day of the account ends at its midnight. */
  readonly timeZone: string;
}

const INGEST_MINUTES = 5;
/** Platforms deliver the day before by then; a person who approves is about to start the day. */
const REALLOCATE_HOUR = 6;

/** When the machines run by themselves. A start that fails is tried again, then kept among the dead letters. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, { ingest, reallocate, deadLetters, timeZone }: SchedulesProps) {
    super(scope, id);
    const start = ({ machine }: Workflow, input: Readonly<Record<string, null>>, maxEventAge: Duration) =>
      new StepFunctionsStartExecution(machine, {
        input: ScheduleTargetInput.fromObject(input),
        deadLetterQueue: deadLetters,
        retryAttempts: 10,
        maxEventAge,
      });
    this.ingest = new Schedule(this, 'Ingest', {
      schedule: ScheduleExpression.rate(Duration.minutes(INGEST_MINUTES)),
      target: start(ingest, { policyKey: null }, Duration.minutes(INGEST_MINUTES)),
      description: 'Takes in what is new in the inbox',
    });
    this.reallocate = new Schedule(this, 'Reallocate', {
      schedule: ScheduleExpression.cron({
        minute: '0',
        hour: String(REALLOCATE_HOUR),
        timeZone: TimeZone.of(timeZone),
      }),
      target: start(reallocate, { asOf: null, since: null, policyKey: null, ingestKey: null }, Duration.hours(2)),
      description: "Makes the day's plan",
    });
  }

  readonly ingest: Schedule;
  readonly reallocate: Schedule;
}
