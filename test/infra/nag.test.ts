import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { marginalApp } from '../../infra/marginal-app.ts';

/** What AwsSolutions finds and we keep, each with its reason. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^AwsSolutions-S1$/,
    'Access logs of a bucket that only this app and its owner reach; CloudTrail has data events for who needs them.',
  ],
  [
    /^AwsSolutions-SF1$/,
    'Executions keep their whole history for 90 days; logging every event besides would cost more than the runs.',
  ],
  [/^AwsSolutions-SQS3$/, 'It is the dead-letter queue.'],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'Tracing (xray) and the set-up of log delivery know no resources; the templates test holds it to these two.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*:execution:.*\/FoldGroups:\*\]$/,
    'Executions that a distributed Map starts of its own machine; their names are not known before.',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*Export.*(Store|Inbox).*\/([a-z-]+\/)*\*\]$/,
    'All objects below one prefix: their keys are hashes and run ids, not known before.',
  ],
];

const app = new App({ context: { 'aws:cdk:bundling-stacks': [], stage: 'test' } });
marginalApp(app);
app.synth();
const findings = new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);

describe('AwsSolutions', () => {
  test('finds nothing that has no reason', () => {
    expect(findings.filter((finding) => !REASONS.some(([pattern]) => pattern.test(finding)))).toEqual([]);
  });

  test.each(REASONS)('%s is still found: %s', (pattern) => {
    expect(findings.some((finding) => pattern.test(finding))).toBe(true);
  });
});
