import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../functions/adapters/aws/account.ts';
import type { DynamoDb } from '../../functions/adapters/dynamodb/dynamodb.ts';
import { dynamodbLedger, LEDGER_KEYS } from '../../functions/adapters/dynamodb/ledger.ts';
import { sdkDynamodb } from '../../functions/adapters/dynamodb/sdk-dynamodb.ts';
import { signedDynamodb } from '../../functions/adapters/dynamodb/signed-dynamodb.ts';
import { s3Inbox } from '../../functions/adapters/inbox-s3.ts';
import { s3Objects } from '../../functions/adapters/objects/s3.ts';
import { inboxSuite } from './inbox.suite.ts';
import { ledgerSuite } from './ledger.suite.ts';
import { objectStoreSuite } from './object-store.suite.ts';

/** `npm run e2e` names an AWS to try: buckets and tables are made in it, and deleted. */
const endpoint = process.env['CONTRACT_ENDPOINT'];
const settings = { endpoint: endpoint ?? 'http://127.0.0.1', region: process.env['AWS_REGION'] ?? 'us-east-1' };
const credentials = {
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  sessionToken: process.env['AWS_SESSION_TOKEN'],
};
const account: Account = { ...settings, credentials: async () => credentials };
const s3 = new S3Client({ ...settings, forcePathStyle: true });
const dynamodb = new DynamoDBClient(settings);

async function bucket() {
  const Bucket = `marginal-contract-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  const close = async () => {
    for (;;) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      if (Contents.length === 0) break;
      const Objects = Contents.map(({ Key = '' }) => ({ Key }));
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    }
    await s3.send(new DeleteBucketCommand({ Bucket }));
  };
  return { Bucket, close };
}

async function table(client: DynamoDb) {
  const TableName = `marginal-contract-${randomUUID()}`;
  const { partition, sort } = LEDGER_KEYS;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [partition, sort].map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
    }),
  );
  await waitUntilTableExists({ client: dynamodb, minDelay: 0.05, maxDelay: 1, maxWaitTime: 60 }, { TableName });
  const close = async () => void (await dynamodb.send(new DeleteTableCommand({ TableName })));
  return { ledger: dynamodbLedger(client, TableName), close };
}

describe.skipIf(endpoint === undefined)('on AWS (npm run e2e)', () => {
  objectStoreSuite('S3', async () => {
    const { Bucket, close } = await bucket();
    return { objects: s3Objects(account, Bucket), close };
  });

  inboxSuite('S3', async () => {
    const { Bucket, close } = await bucket();
    return { inbox: s3Inbox(account, Bucket), deliver: s3Objects(account, Bucket).put, close };
  });

  ledgerSuite('DynamoDB, signed here as in a function', () => table(signedDynamodb(account)));
  ledgerSuite('DynamoDB, by the SDK as on the machines of people', () => table(sdkDynamodb(dynamodb)));

  test('a listing of more than a page answers all of it', async () => {
    const { Bucket, close } = await bucket();
    const objects = s3Objects(account, Bucket);
    const keys = Array.from({ length: 1005 }, (_, index) => `many/${String(index).padStart(4, '0')} & <${index}>`);
    for (let start = 0; start < keys.length; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((key) => objects.put(key, new Uint8Array(1))));
    }
    expect(await objects.list('many/')).toEqual(keys);
    await close();
  });

  test('a stream that breaks after its second part leaves no upload that would be billed', async () => {
    const { Bucket, close } = await bucket();
    const broken = (async function* chunks() {
      for (let part = 0; part < 3; part += 1) yield new Uint8Array(8 << 20);
      throw new RangeError('the source broke');
    })();
    await expect(s3Objects(account, Bucket).putStream('stream/a', broken)).rejects.toThrow('the source broke');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toEqual([]);
    await close();
  });
});
