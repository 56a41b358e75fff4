import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { readFileSync } from 'node:fs';
import { expressDefinition } from '../express-definition.ts';
import type { TaskFunction } from './task-function.ts';

export interface WorkflowProps {
  readonly file: string;
  readonly tasks: ReadonlyMap<string, TaskFunction>;
  readonly isExpress?: boolean;
  /** Name of the bucket that a distributed Map reads its items from. */
  readonly storeBucket?: string;
}

/**
 * A state machine from its definition in `workflows/`, the same file that embedded runs interpret. One whose effects can
 * be repeated may run as Express, which takes no price per transition.
 */
export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { file, tasks, isExpress = false, storeBucket }: WorkflowProps) {
    super(scope, id);
    const definition = readFileSync(new URL(`../../workflows/${file}`, import.meta.url), 'utf8');
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(isExpress ? expressDefinition(definition) : definition),
      stateMachineType: isExpress ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      definitionSubstitutions: {
        ...Object.fromEntries([...tasks].map(([state, { lambda }]) => [`${state}Arn`, lambda.functionArn])),
        ...(storeBucket === undefined ? {} : { StoreBucket: storeBucket }),
      },
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
