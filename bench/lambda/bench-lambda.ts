import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { bundleFunctions } from '../../infra/bundle-functions.ts';
import { QUESTIONS } from '../../workflows/questions.ts';
import { TASKS, type TaskSpec } from '../../workflows/tasks.ts';
import { WATCHERS } from '../../workflows/watchers.ts';
import { markdownTable } from '../table.ts';

const SPECS: Readonly<Record<string, TaskSpec>> = { ...TASKS, ...QUESTIONS, ...WATCHERS };

/** From the start of the process to the function's first answer, which here is that AWS refuses the first request. */
const START = `
const { handler } = await import(process.argv[1]);
await handler({}, { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60000 }).catch(() => undefined);
`;

const environmentAt = (port: number) => ({
  STAGE: 'bench',
  STATE: 'Bench',
  LEDGER_TABLE: 'ledger',
  STORE_BUCKET: 'store',
  INBOX_BUCKET: 'inbox',
  APPLY_MACHINE: 'apply',
  PLAN_TOPIC: 'plans',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
});

/** Size and cold start of every function as it is deployed. */
export async function benchLambda({ quick }: { quick: boolean }): Promise<string> {
  const folderOf = bundleFunctions(Object.fromEntries(Object.entries(SPECS).map(([name, { entry }]) => [name, entry])));
  const rounds = quick ? 3 : 15;
  const refusing = createServer((_request, response) => {
    response.writeHead(400).end('{"__type":"AccessDeniedException","message":"no"}');
  }).listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const address = refusing.address();
  const env = environmentAt(typeof address === 'object' && address !== null ? address.port : 0);
  const bare = await medianOf(rounds, () => startMs(['--eval', '0'], env));
  const rows: string[][] = [];
  for (const [name, { memoryMb, timeoutSeconds }] of Object.entries(SPECS)) {
    const file = `${folderOf(name)}/index.mjs`;
    const bytes = readFileSync(file);
    const start = await medianOf(rounds, () => startMs(['--input-type=module', '--eval', START, file], env));
    rows.push([
      name,
      kilobytes(bytes.length),
      kilobytes(gzipSync(bytes).length),
      start.toFixed(0),
      (start - bare).toFixed(0),
      String(memoryMb),
      String(timeoutSeconds),
    ]);
  }
  refusing.close();
  return [
    markdownTable(['function', 'kB', 'kB gzip', 'start ms', 'of it ours', 'memory MB', 'time-out s'], rows),
    '',
    `Median of ${rounds} starts; a bare Node takes ${bare.toFixed(0)} ms of each. There is no AWS SDK in any of them.`,
  ].join('\n');
}

async function startMs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const started = performance.now();
  await once(spawn(process.execPath, args, { env: { ...env }, stdio: 'ignore' }), 'exit');
  return performance.now() - started;
}

async function medianOf(rounds: number, measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await measure());
  times.sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? Number.NaN;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
