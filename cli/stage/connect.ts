import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Account } from '../../functions/adapters/aws/account.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import { STAGE_OUTPUTS, STAGE_PATTERN, type StageOutput, stackNameOf } from '../../workflows/stage-outputs.ts';
import { namingAwsErrors } from './naming-aws-errors.ts';

/** A deployed stage: where its parts are, and clients with the caller's credentials. */
export interface Connection {
  readonly stage: string;
  readonly at: Readonly<Record<StageOutput, string>>;
  /** For the store, which is read through the same adapter as the functions use. */
  readonly account: Account;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
  close(): void;
}

/** Tries of one request, the first included; the SDK waits longer before each, by chance. */
const MAX_ATTEMPTS = 4;

/** Finds the stage by the outputs of its stack. Throws `UnknownStage`, `NoCredentials`, `NoPermission`. */
export async function connect(stage: string): Promise<Connection> {
  if (!STAGE_PATTERN.test(stage)) {
    const allowed = 'a letter, then up to 19 of a-z, 0-9 and - are allowed';
    throw new MarginalError('UsageError', `--stage: got '${stage}'; ${allowed}`);
  }
  const settings = { maxAttempts: MAX_ATTEMPTS };
  const cloudformation = new CloudFormationClient(settings);
  const at = await namingAwsErrors(stage, () => outputsOf(cloudformation, stage));
  cloudformation.destroy();
  const s3 = new S3Client({ ...settings, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined });
  const dynamodb = new DynamoDBClient(settings);
  const sfn = new SFNClient(settings);
  const lambda = new LambdaClient(settings);
  const close = () => {
    for (const client of [dynamodb, s3, sfn, lambda]) client.destroy();
  };
  const account: Account = {
    region: await s3.config.region(),
    endpoint: process.env['AWS_ENDPOINT_URL'] ?? null,
    credentials: s3.config.credentials,
  };
  return { stage, at, account, dynamodb, s3, sfn, lambda, close };
}

async function outputsOf(client: CloudFormationClient, stage: string): Promise<Record<StageOutput, string>> {
  const stack = await describe(client, stage);
  const found = new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = STAGE_OUTPUTS.filter((output) => found.get(output) === undefined);
  if (missing.length > 0) {
    throw new MarginalError(
      'UnknownStage',
      `the stack '${stackNameOf(stage)}' has no output ${missing[0]}; deploy it with this version: npm run deploy -- --stage ${stage}`,
    );
  }
  const value = (output: StageOutput) => found.get(output) ?? '';
  return {
    LedgerTable: value('LedgerTable'),
    StoreBucket: value('StoreBucket'),
    InboxBucket: value('InboxBucket'),
    IngestMachine: value('IngestMachine'),
    BackfillMachine: value('BackfillMachine'),
    ReallocateMachine: value('ReallocateMachine'),
    ApplyMachine: value('ApplyMachine'),
    ScoreFunction: value('ScoreFunction'),
    WhatIfFunction: value('WhatIfFunction'),
  };
}

async function describe(client: CloudFormationClient, stage: string) {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackNameOf(stage) }));
    return stack;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationError')) throw error;
    const region = await client.config.region();
    throw new MarginalError(
      'UnknownStage',
      `no stage '${stage}' in ${region}: there is no stack '${stackNameOf(stage)}'; npm run deploy -- --stage ${stage} makes one`,
      { cause: error },
    );
  }
}
