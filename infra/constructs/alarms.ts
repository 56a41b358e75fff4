import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../functions/adapters/metrics.ts';
import type { TaskFunction } from './task-function.ts';
import type { Workflow } from './workflow.ts';

export interface AlarmsProps {
  readonly stage: string;
  readonly topic: Topic;
  readonly machines: Readonly<Record<'Ingest' | 'Reallocate' | 'Apply', Workflow>>;
  /** The function of which most run at once: where the account's concurrency is used up, it is refused first. */
  readonly widest: TaskFunction;
  readonly ledger: Table;
  readonly deadLetters: Queue;
}

interface AlarmSpec {
  readonly what: string;
  /** File in docs/runbooks/, without its extension. */
  readonly runbook: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly below?: true;
  readonly periods?: number;
  /** Of a period without data; silence is no alarm unless it says so. */
  readonly silenceIsBad?: true;
}

/** Everything somebody is woken for. Each alarm says what is wrong, tells the topic, and names its runbook. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.all = Object.entries(specs(props)).map(([name, spec]) => this.alarm(name, spec, props));
  }

  private alarm(name: string, spec: AlarmSpec, { stage, topic }: AlarmsProps): Alarm {
    const alarm = new Alarm(this, name, {
      alarmName: `marginal-${stage}-${name}`,
      alarmDescription: `${spec.what}. Runbook: docs/runbooks/${spec.runbook}.md`,
      metric: spec.metric,
      threshold: spec.threshold,
      comparisonOperator:
        spec.below === true
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: spec.periods ?? 1,
      treatMissingData: spec.silenceIsBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}

function specs({ stage, machines, widest, ledger, deadLetters }: AlarmsProps): Record<string, AlarmSpec> {
  const day = Duration.days(1);
  const own = (metricName: MetricName, statistic: string, period: Duration) =>
    new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { Stage: stage }, statistic, period });
  const failed = (workflow: keyof AlarmsProps['machines']): AlarmSpec => ({
    what: `An execution of ${workflow} failed`,
    runbook: 'failed-run',
    metric: machines[workflow].machine.metricFailed({ statistic: Stats.SUM }),
    threshold: 1,
  });
  const timedOut = (workflow: keyof AlarmsProps['machines']): AlarmSpec => ({
    what: `An execution of ${workflow} ran out of time`,
    runbook: 'failed-run',
    metric: machines[workflow].machine.metricTimedOut({ statistic: Stats.SUM }),
    threshold: 1,
  });
  const throttled = (what: string, metric: IMetric): AlarmSpec => ({
    what: `${what} for a quarter of an hour`,
    runbook: 'throttles',
    metric,
    threshold: 1,
    periods: 3,
  });
  return {
    IngestFailed: failed('Ingest'),
    IngestTimedOut: timedOut('Ingest'),
    ReallocateFailed: failed('Reallocate'),
    ReallocateTimedOut: timedOut('Reallocate'),
    ApplyFailed: failed('Apply'),
    ApplyTimedOut: timedOut('Apply'),
    IngestMissing: {
      what: 'No ingest succeeded for an hour',
      runbook: 'missing-ingest',
      metric: machines.Ingest.machine.metricSucceeded({ statistic: Stats.SUM, period: Duration.hours(1) }),
      threshold: 1,
      below: true,
      silenceIsBad: true,
    },
    ReallocateMissing: {
      what: 'No plan was made for a day',
      runbook: 'missing-run',
      metric: machines.Reallocate.machine.metricSucceeded({ statistic: Stats.SUM, period: day }),
      threshold: 1,
      below: true,
      silenceIsBad: true,
    },
    StaleSources: {
      what: 'The newest day that all sources have delivered is 4 days old or more',
      runbook: 'stale-sources',
      metric: own('DataAgeDays', Stats.MAXIMUM, day),
      threshold: 4,
    },
    RejectedShare: {
      what: 'A twentieth of the rows of an ingest, or more, was rejected',
      runbook: 'rejected-share',
      metric: own('RejectedShare', Stats.MAXIMUM, Duration.hours(1)),
      threshold: 0.05,
    },
    RefusedFiles: {
      what: 'A file was refused whole and is parked',
      runbook: 'refused-files',
      metric: own('RefusedFiles', Stats.MAXIMUM, Duration.hours(1)),
      threshold: 1,
    },
    HeldRuns: {
      what: 'Three days in a row no plan moved a budget',
      runbook: 'held-runs',
      metric: own('Held', Stats.MINIMUM, day),
      threshold: 1,
      periods: 3,
    },
    SpendAboveBudget: {
      what: "The last day's spend was a quarter above the budgets, or more",
      runbook: 'spend-above-budget',
      metric: own('SpendOfBudget', Stats.MAXIMUM, day),
      threshold: 1.25,
    },
    FunctionThrottles: throttled(
      'Lambda throttles the function that folds files',
      widest.lambda.metricThrottles({ statistic: Stats.SUM }),
    ),
    LedgerReadThrottles: throttled(
      'The ledger throttles reads',
      ledger.metric('ReadThrottleEvents', { statistic: Stats.SUM }),
    ),
    LedgerWriteThrottles: throttled(
      'The ledger throttles writes',
      ledger.metric('WriteThrottleEvents', { statistic: Stats.SUM }),
    ),
    DeadLetters: {
      what: 'A scheduled start or an announcement could not be delivered',
      runbook: 'dead-letters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
      threshold: 1,
    },
    OldestFile: {
      what: 'A file waits in the inbox for an hour or more',
      runbook: 'oldest-file',
      metric: own('OldestFileSeconds', Stats.MAXIMUM, Duration.minutes(15)),
      threshold: 3600,
    },
  };
}
