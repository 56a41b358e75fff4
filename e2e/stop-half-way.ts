import { readFile } from 'node:fs/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '../functions/adapters/aws/account.ts';
import { folderInbox } from '../functions/adapters/inbox-folder.ts';
import { s3Objects } from '../functions/adapters/objects/s3.ts';
import { POLICY_KEY } from '../functions/adapters/policy-key.ts';
import { outputsOf } from './outputs.ts';

/**
 * `stop-half-way.ts STAGE POLICY INBOX STATE…`: puts policy and files where they belong, as whoever may write to the buckets
 * does; then starts an ingest for each state, stops it as it enters that state, and prints how each ended.
 */
const [stage = '', policy = '', inbox = '', ...states] = process.argv.slice(2);
const outputs = await outputsOf(stage);
const client = new SFNClient({});
const credentials = await client.config.credentials();
const account: Account = {
  region: await client.config.region(),
  endpoint: process.env['AWS_ENDPOINT_URL'] ?? null,
  credentials: async () => credentials,
};

await s3Objects(account, outputs['StoreBucket'] ?? '').put(POLICY_KEY, await readFile(policy));
const files = folderInbox([inbox]);
const bucket = s3Objects(account, outputs['InboxBucket'] ?? '');
for (const { name } of (await files.list()).files) await bucket.putStream(name, files.open(name));

async function stopAt(state: string): Promise<string> {
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn: outputs['IngestMachine'] ?? '', input: '{"policyKey":null}' }),
  );
  for (;;) {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    if (events.some(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state)) break;
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') throw new Error(`${executionArn} is ${status} and never entered ${state}`);
    await wait(20);
  }
  await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by the e2e' }));
  const { status = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
  return status;
}

const ended: string[] = [];
for (const state of states) ended.push(await stopAt(state));
process.stdout.write(JSON.stringify(ended));
