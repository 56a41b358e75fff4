import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { REJECTED } from '../../functions/adapters/inbox-s3.ts';
import { POLICY_KEY } from '../../functions/adapters/policy-key.ts';
import type { Access, TaskSpec } from '../../workflows/tasks.ts';
import type { DataStack } from '../data-stack.ts';

const LEDGER_ACTIONS = {
  none: [],
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  write: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  readWrite: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
} as const satisfies Record<Access, readonly string[]>;

export interface TaskFunctionProps {
  readonly stage: string;
  /** Whose work it does; metrics and log lines bear its name. */
  readonly state: string;
  readonly spec: TaskSpec;
  /** The folder with its code. */
  readonly bundle: string;
  readonly data: DataStack;
}

/** One state's Lambda, with a role of its own that may do just what `workflows/tasks.ts` says of that state. */
export class TaskFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, { stage, state, spec, bundle, data }: TaskFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of its own: the managed one for Lambda may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup,
      role,
      environment: {
        STAGE: stage,
        STATE: state,
        LEDGER_TABLE: data.ledger.tableName,
        STORE_BUCKET: data.store.bucketName,
        ...(spec.readsInbox ? { INBOX_BUCKET: data.inbox.bucketName } : {}),
      },
    });
    this.grant(spec, data);
  }

  private grant(spec: TaskSpec, { ledger, store, inbox }: DataStack): void {
    const below = (prefixes: readonly string[]) => prefixes.map((prefix) => store.arnForObjects(`${prefix}*`));
    this.allow(LEDGER_ACTIONS[spec.ledger], [ledger.tableArn]);
    this.allow(['s3:GetObject'], below(spec.reads));
    this.allow(['s3:PutObject'], below(spec.writes));
    this.allow(['s3:AbortMultipartUpload'], below(spec.streams ?? []));
    this.allow(['s3:DeleteObject'], below(spec.deletes ?? []));
    if (spec.readsPolicy === true) this.allow(['s3:GetObject'], [store.arnForObjects(POLICY_KEY)]);
    if (spec.probes === true) this.allow(['s3:ListBucket'], [store.bucketArn]);
    if (spec.readsInbox) {
      this.allow(['s3:ListBucket'], [inbox.bucketArn]);
      this.allow(['s3:GetObject'], [inbox.arnForObjects('*')]);
    }
    if (spec.parks === true) this.allow(['s3:PutObject'], [inbox.arnForObjects(`${REJECTED}*`)]);
  }

  private allow(actions: readonly string[], resources: readonly string[]): void {
    if (actions.length === 0 || resources.length === 0) return;
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}
