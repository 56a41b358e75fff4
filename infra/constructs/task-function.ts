import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import { POLICY_KEY } from '../../functions/adapters/policy-key.ts';
import type { Access, TaskSpec } from '../../workflows/tasks.ts';
import type { DataStack } from '../data-stack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const LEDGER_ACTIONS = {
  none: [],
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  write: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  readWrite: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
} as const satisfies Record<Access, readonly string[]>;

/** One state's Lambda, with a role of its own that may do just what `workflows/tasks.ts` says of that state. */
export class TaskFunction extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, { spec, data }: { spec: TaskSpec; data: DataStack }) {
    super(scope, id);
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: `${ROOT}${spec.entry}`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
      logGroup: new LogGroup(this, 'Logs', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        LEDGER_TABLE: data.ledger.tableName,
        STORE_BUCKET: data.store.bucketName,
        ...(spec.readsInbox ? { INBOX_BUCKET: data.inbox.bucketName } : {}),
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        sourceMap: true,
        bundleAwsSDK: true,
        banner: REQUIRE,
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
  }

  private allow(actions: readonly string[], resources: readonly string[]): void {
    if (actions.length === 0 || resources.length === 0) return;
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

/** Some dependencies are CommonJS and call `require`, which a module lacks. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
