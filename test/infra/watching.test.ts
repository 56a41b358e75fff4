import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { METRIC_UNITS } from '../../functions/adapters/metrics.ts';
import { marginalApp } from '../../infra/marginal-app.ts';

const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks');
const context = {
  'aws:cdk:bundling-stacks': [],
  stage: 'test',
  timeZone: 'America/New_York',
  email: 'ops@example.com',
};
const template = Template.fromStack(marginalApp(new App({ context })).pipeline);

const AlarmSchema = v.object({
  Properties: v.looseObject({
    AlarmName: v.string(),
    AlarmDescription: v.string(),
    AlarmActions: v.pipe(v.array(v.unknown()), v.minLength(1)),
    OKActions: v.pipe(v.array(v.unknown()), v.minLength(1)),
    Namespace: v.string(),
    MetricName: v.string(),
  }),
});
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  (alarm) => v.parse(AlarmSchema, alarm).Properties,
);
const runbookOf = (description: string) => /docs\/runbooks\/([a-z-]+)\.md$/.exec(description)?.[1] ?? 'none';

describe('alarms', () => {
  test.each(alarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]))(
    '%s tells the topic and names a runbook that is there',
    (_name, description) => {
      expect(existsSync(join(RUNBOOKS, `${runbookOf(description)}.md`)), description).toBe(true);
    },
  );

  test('every runbook belongs to an alarm', () => {
    const used = new Set(alarms.map(({ AlarmDescription }) => `${runbookOf(AlarmDescription)}.md`));
    expect(readdirSync(RUNBOOKS).sort()).toEqual([...used].sort());
  });

  test('every metric of our own that an alarm waits for is one that is written', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === 'marginal').map(({ MetricName }) => MetricName);
    expect(own.filter((name) => !(name in METRIC_UNITS))).toEqual([]);
  });
});

test('throttles are watched of the function of this stage that is widest, not of the whole account', () => {
  const throttles = alarms.find(
    ({ Namespace, MetricName }) => Namespace === 'AWS/Lambda' && MetricName === 'Throttles',
  );
  expect(throttles?.['Dimensions']).toEqual([
    { Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^SteadyFoldBatches/) } },
  ]);
});

describe('schedules', () => {
  const schedules = template.findResources('AWS::Scheduler::Schedule');

  test('ingest runs every 5 minutes, reallocate at six in the time zone of the policy', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(5 minutes)' });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'America/New_York',
    });
    expect(Object.keys(schedules)).toHaveLength(2);
  });

  test('a start that fails is tried again, then kept', () => {
    for (const schedule of Object.values(schedules)) {
      expect(schedule).toMatchObject({
        Properties: {
          Target: { DeadLetterConfig: { Arn: expect.anything() }, RetryPolicy: { MaximumRetryAttempts: 10 } },
        },
      });
    }
  });
});

test('a plan that waits is announced to the address given', () => {
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } },
  });
});
