import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  Metric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../functions/adapters/metrics.ts';
import type { Alarms } from './alarms.ts';
import type { Workflow } from './workflow.ts';

export interface StageDashboardProps {
  readonly stage: string;
  readonly alarms: Alarms;
  readonly machines: readonly Workflow[];
}

/** "Is it well?" at a glance: the alarms, how old the data is, what was taken in, what the runs did. */
export class StageDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { stage, alarms, machines }: StageDashboardProps) {
    super(scope, id);
    const day = Duration.days(1);
    const own = (metricName: MetricName, statistic: string, period: Duration) =>
      new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { Stage: stage }, statistic, period });
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `marginal-${stage}`,
      defaultInterval: Duration.days(14),
      widgets: [
        [new AlarmStatusWidget({ title: 'Is it well?', alarms: [...alarms.all], width: 24, height: 4 })],
        [
          new SingleValueWidget({
            title: 'Today',
            width: 24,
            metrics: [
              own('DataAgeDays', Stats.MAXIMUM, day),
              own('SpendOfBudget', Stats.MAXIMUM, day),
              own('Changes', Stats.MAXIMUM, day),
              own('RefusedFiles', Stats.SUM, day),
            ],
          }),
        ],
        [
          new GraphWidget({
            title: 'Taken in',
            width: 12,
            left: [own('Rows', Stats.SUM, day), own('Events', Stats.SUM, day)],
            right: [own('RejectedShare', Stats.MAXIMUM, day)],
          }),
          new GraphWidget({
            title: 'Runs',
            width: 12,
            left: machines.flatMap(({ machine }) => [
              machine.metricSucceeded({ statistic: Stats.SUM, period: day }),
              machine.metricFailed({ statistic: Stats.SUM, period: day }),
            ]),
          }),
        ],
      ],
    });
  }
}
