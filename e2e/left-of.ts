import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { stackNameOf } from '../workflows/stage-outputs.ts';

/** `left-of.ts STAGE`: what an account still has of a stage, by the names that the stage's data stack gave. */
const [stage = ''] = process.argv.slice(2);
const name = stackNameOf(stage);
const isOfStage = (text = '') => text.toLowerCase().startsWith(`${name}-data`);

const { StackSummaries = [] } = await new CloudFormationClient({}).send(new ListStacksCommand({}));
const { TableNames = [] } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
const { Buckets = [] } = await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand({}));
const there = StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
  ({ StackName = '' }) => StackName,
);
process.stdout.write(
  JSON.stringify({
    stacks: there.filter((stack) => stack === name || isOfStage(stack)),
    tables: TableNames.filter(isOfStage),
    buckets: Buckets.map(({ Name = '' }) => Name).filter(isOfStage),
  }),
);
