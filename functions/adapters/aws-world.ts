import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { systemClock } from './clock.ts';
import { dynamodbLedger } from './dynamodb/ledger.ts';
import { environment } from './environment.ts';
import { s3Inbox } from './inbox-s3.ts';
import { s3Objects } from './objects/s3.ts';
import { POLICY_KEY } from './policy-key.ts';

/** The world of a deployed function: clients are made here once and live as long as the process. */
export function awsWorld(): Omit<World, 'signal'> {
  const s3 = new S3Client({});
  const objects = s3Objects(s3, environment('STORE_BUCKET'));
  return {
    objects,
    ledger: dynamodbLedger(new DynamoDBClient({}), environment('LEDGER_TABLE')),
    inbox: lazyInbox(() => s3Inbox(s3, environment('INBOX_BUCKET'))),
    clock: systemClock,
    policy: {
      read: async () => {
        const bytes = await objects.get(POLICY_KEY);
        if (bytes === undefined) throw new MarginalError('PolicyMissing', `no '${POLICY_KEY}' in the store bucket`);
        return { name: POLICY_KEY, text: new TextDecoder().decode(bytes) };
      },
    },
    workflows: {
      start: async (_workflow, input) => {
        await new SFNClient({}).send(
          new StartExecutionCommand({ stateMachineArn: environment('APPLY_MACHINE'), input: JSON.stringify(input) }),
        );
      },
    },
    progress: () => undefined,
    warn: (message) => process.stdout.write(`${JSON.stringify({ level: 'WARN', message })}\n`),
  };
}

/** Most functions have no inbox and no name of one. */
function lazyInbox(open: () => World['inbox']): World['inbox'] {
  return { list: () => open().list(), open: (name) => open().open(name) };
}
