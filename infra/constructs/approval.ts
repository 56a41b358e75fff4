import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { TaskFunction } from './task-function.ts';
import type { Workflow } from './workflow.ts';

export interface ApprovalProps {
  readonly reallocate: Workflow;
  readonly announcer: TaskFunction;
  readonly topic: Topic;
  readonly deadLetters: Queue;
}

/** An e-mail when a plan waits for a person. It hangs on the end of `reallocate`, not in it: a run does not wait for mail. */
export class Approval extends Construct {
  readonly rule: Rule;

  constructor(scope: Construct, id: string, { reallocate, announcer, topic, deadLetters }: ApprovalProps) {
    super(scope, id);
    this.rule = new Rule(this, 'PlanMade', {
      description: 'A reallocate execution succeeded',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [reallocate.machine.stateMachineArn], status: ['SUCCEEDED'] },
      },
      targets: [
        new LambdaFunction(announcer.lambda, {
          deadLetterQueue: deadLetters,
          retryAttempts: 5,
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
    announcer.lambda.addEnvironment('PLAN_TOPIC', topic.topicArn);
    topic.grantPublish(announcer.lambda);
  }
}
