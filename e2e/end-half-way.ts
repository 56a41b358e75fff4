import { readdir, readFile } from 'node:fs/promises';
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
 * `end-half-way.ts STAGE POLICY INBOX WAY=STATE…`: puts policy and files where they belong, as whoever may write to the
 * buckets does; then starts an ingest for each state, ends it there, and prints how each ended. `stop=STATE` stops the
 * execution as it enters the state; `kill=STATE:PREFIX` kills the process of the state's function once it has written the
 * first object of several below the prefix, as the system does to one that takes too much memory.
 */
const [stage = '', policy = '', inbox = '', ...ways] = process.argv.slice(2);
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

async function started(): Promise<string> {
  const input = '{"policyKey":null}';
  const stateMachineArn = outputs['IngestMachine'] ?? '';
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  return executionArn;
}

async function statusOf(executionArn: string): Promise<string> {
  const { status = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
  return status;
}

async function stopAt(state: string): Promise<string> {
  const executionArn = await started();
  for (;;) {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    if (events.some(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state)) break;
    const status = await statusOf(executionArn);
    if (status !== 'RUNNING') throw new Error(`${executionArn} is ${status} and never entered ${state}`);
    await wait(20);
  }
  await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by the e2e' }));
  return statusOf(executionArn);
}

async function killAt(state: string, prefix: string): Promise<string> {
  const store = s3Objects(account, outputs['StoreBucket'] ?? '');
  const before = (await store.list(prefix)).length;
  const executionArn = await started();
  let isBegun = false;
  for (;;) {
    isBegun ||= (await store.list(prefix)).length > before;
    // One that is tried again is killed again.
    const pids = isBegun ? await processesOf(state) : [];
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const status = await statusOf(executionArn);
    if (status !== 'RUNNING') return status;
  }
}

/** Of this stage's function alone: Lambdas here are processes, with the function's variables as their environment. */
async function processesOf(state: string): Promise<number[]> {
  const pids: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const variables = (await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '')).split('\0');
    const wanted = [`STAGE=${stage}`, `STATE=${state}`, `STORE_BUCKET=${outputs['StoreBucket']}`];
    if (wanted.every((variable) => variables.includes(variable))) pids.push(Number(entry));
  }
  return pids;
}

const ended: string[] = [];
for (const way of ways) {
  const [how = '', state = '', prefix = ''] = way.split(/[=:]/);
  ended.push(await (how === 'kill' ? killAt(state, prefix) : stopAt(state)));
}
process.stdout.write(JSON.stringify(ended));
