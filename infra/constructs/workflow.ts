import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import type { TaskFunction } from './task-function.ts';

/** A state machine from its definition in `workflows/`, the same file that embedded runs interpret. */
export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    { file, tasks }: { file: string; tasks: ReadonlyMap<string, TaskFunction> },
  ) {
    super(scope, id);
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromFile(fileURLToPath(new URL(`../../workflows/${file}`, import.meta.url))),
      definitionSubstitutions: Object.fromEntries(
        [...tasks].map(([state, { lambda }]) => [`${state}Arn`, lambda.functionArn]),
      ),
      timeout: Duration.hours(2),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    // `grantInvoke` would add every version and alias of the function, by a wildcard.
    this.machine.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [...tasks.values()].map(({ lambda }) => lambda.functionArn),
      }),
    );
  }
}
