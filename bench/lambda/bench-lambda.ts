import { buildSync } from 'esbuild';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { BUNDLE_KB_MAX, bundleFunctions } from '../../infra/bundle-functions.ts';
import apply from '../../workflows/apply.asl.json' with { type: 'json' };
import ingest from '../../workflows/ingest.asl.json' with { type: 'json' };
import { QUESTIONS } from '../../workflows/questions.ts';
import reallocate from '../../workflows/reallocate.asl.json' with { type: 'json' };
import { TASKS, type TaskSpec } from '../../workflows/tasks.ts';
import { WATCHERS } from '../../workflows/watchers.ts';
import { markdownTable } from '../table.ts';
import { atRest, type DailyRun, type IdleIngest, usdOfRun } from './at-rest.ts';
import { type ColdStart, coldStart, median } from './cold-start.ts';
import { localAws, type LocalAws, type Requests } from './local-aws.ts';
import { recordedAccount, recordedLittle } from './recorded-account.ts';
import { transitions } from './transitions.ts';

const SPECS: Readonly<Record<string, TaskSpec>> = { ...TASKS, ...QUESTIONS, ...WATCHERS };
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COLD_START_MS_MAX = 250;
/** A run of the machine may take so many transitions: with nothing or little to ingest, and of a small account. */
const TRANSITIONS_MAX = { ingest: 6, reallocate: 12 };
const AT_REST_USD_MAX = 5;
/** Graviton is taken as so many times slower than what this runs on. */
const GRAVITON = 1.3;
/** Seconds of a warm function with next to nothing to do, most of them waiting for S3 and DynamoDB. */
const IDLE_SECONDS = 0.1;

/** What reaches AWS in a function, and what would in its place: each asks DynamoDB for one item. */
const CLIENTS = {
  'our client': `
    import { awsWorld } from "./functions/adapters/aws-world.ts";
    export const handler = () => awsWorld().ledger.get('none', 'none');`,
  'the AWS SDK (DynamoDB and S3)': `
    import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
    import { S3Client } from "@aws-sdk/client-s3";
    new S3Client({});
    const client = new DynamoDBClient({});
    const Key = { pk: { S: 'none' }, sk: { S: 'none' } };
    export const handler = () => client.send(new GetItemCommand({ TableName: 'ledger', Key, ConsistentRead: true }));`,
};

interface Measured {
  readonly name: string;
  readonly gzipKb: number;
  readonly starts: readonly ColdStart[];
  readonly requests: Requests;
}

/** Size and cold start of every function as it is deployed, what a run takes, and what a stage costs at rest. */
export async function benchLambda({ quick }: { quick: boolean }): Promise<string> {
  const account = await recordedAccount();
  const aws = await localAws(account.objects, account.ledger, account.inbox);
  const inputs = inputsOf(account);
  const bundles = bundled();
  const found = await measureAll([...bundles], { inputs, aws, rounds: quick ? 3 : 15 });
  aws.close();

  const rows = found.map(({ name, gzipKb, starts }) => {
    const of = (key: 'wallMs' | 'cpuMs' | 'warmMs' | 'residentMb') => median(starts.map((start) => start[key]));
    const { memoryMb = '', timeoutSeconds = '' } = SPECS[name] ?? {};
    return [
      starts.some(({ refusal }) => refusal !== null) ? `${name} *` : name,
      gzipKb === 0 ? '' : gzipKb.toFixed(1),
      startMsOf(starts).toFixed(0),
      of('cpuMs').toFixed(0),
      of('wallMs').toFixed(0),
      of('residentMb').toFixed(0),
      String(memoryMb),
      String(timeoutSeconds),
    ];
  });
  const costs = await costsOf(found, account);
  await account.close();
  refuseAbove(found, costs);
  const refused = found.flatMap(({ name, starts: [start] }) => {
    return start === undefined || start.refusal === null ? [] : [`${name}: ${start.refusal}`];
  });
  return [
    markdownTable(
      ['function', 'kB gzip', 'start', 'first answer', 'as waited', 'resident MB', 'memory MB', 'time-out s'],
      rows,
    ),
    '',
    `Medians of ${found[0]?.starts.length} starts each, in turns, over the sample account. Start and first answer are ms of CPU from the start of the process, start without the work that a second call takes; as waited is ms of the clock. Allowed: a start of ${COLD_START_MS_MAX} ms; ${BUNDLE_KB_MAX.any} kB, WhatIf ${BUNDLE_KB_MAX.whatIf} kB.`,
    ...refused.map((line) => `\\* ${line}`),
    '',
    markdownTable(['run', 'transitions', 'allowed', 'USD'], costs.runs),
    '',
    markdownTable(['a month at rest', 'USD'], costs.rest),
  ].join('\n');
}

interface Bundle {
  readonly name: string;
  readonly file: string | null;
}

function bundled(): Bundle[] {
  const entries = Object.fromEntries(Object.entries(SPECS).map(([name, { entry }]) => [name, entry]));
  const folderOf = bundleFunctions(entries);
  const folder = mkdtempSync(join(tmpdir(), 'marginal-clients-'));
  const clients = Object.entries(CLIENTS).map(([name, contents], index) => {
    const outfile = join(folder, `${index}.mjs`);
    buildSync({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      minify: true,
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    return { name, file: outfile };
  });
  const functions = Object.keys(SPECS).map((name) => ({ name, file: `${folderOf(name)}/index.mjs` }));
  return [{ name: 'Node alone', file: null }, ...clients, ...functions];
}

async function measureAll(
  bundles: readonly Bundle[],
  { inputs, aws, rounds }: { inputs: Readonly<Record<string, unknown>>; aws: LocalAws; rounds: number },
): Promise<Measured[]> {
  const starts = new Map<string, ColdStart[]>(bundles.map(({ name }) => [name, []]));
  const requests = new Map<string, Requests>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, file } of bundles) {
      starts.get(name)?.push(await coldStart(file, inputs[name] ?? {}, environmentOf(name, aws.url)));
      requests.set(name, aws.takeRequests());
    }
  }
  return bundles.map(({ name, file }) => ({
    name,
    gzipKb: file === null ? 0 : gzipSync(readFileSync(file)).length / 1000,
    starts: starts.get(name) ?? [],
    requests: requests.get(name) ?? { puts: 0, gets: 0, lists: 0, writeUnits: 0, readUnits: 0 },
  }));
}

function environmentOf(name: string, url: string): Record<string, string> {
  return {
    STAGE: 'bench',
    STATE: name,
    LEDGER_TABLE: 'ledger',
    STORE_BUCKET: 'store',
    INBOX_BUCKET: 'inbox',
    APPLY_MACHINE: 'apply',
    PLAN_TOPIC: 'plans',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: url,
  };
}

/** What each function is asked: what its state was given, and for those outside the machines what AWS or a person asks. */
function inputsOf({ calls, runId }: Awaited<ReturnType<typeof recordedAccount>>): Record<string, unknown> {
  const planned = { ...Object(calls.get('MakePlan')?.answer), existing: false };
  const given = Object.fromEntries([...calls].map(([state, { input }]) => [state, input]));
  return {
    ...given,
    ListRawFiles: { backfill: 'bench' },
    RollUpAgain: { ...Object(given['RollUpDays']), backfill: 'bench' },
    StartApply: { runId },
    PrepareChanges: { runId, action: 'rollback', by: 'bench' },
    RecordFailure: { workflow: 'ingest', execution: 'bench', error: { Error: 'RunFailed', Cause: '' } },
    Score: {},
    WhatIf: { overrides: { budget: '9000' } },
    AnnouncePlan: { detail: { status: 'SUCCEEDED', output: JSON.stringify({ planned }) } },
  };
}

interface Costs {
  readonly runs: string[][];
  readonly rest: string[][];
  readonly restUsd: number;
  readonly transitions: { readonly ingest: number; readonly reallocate: number };
}

async function costsOf(
  found: readonly Measured[],
  { calls }: Awaited<ReturnType<typeof recordedAccount>>,
): Promise<Costs> {
  const answers = Object.fromEntries([...calls].map(([state, { answer }]) => [state, answer]));
  const listed = Object(answers['ListBatches']);
  const withGroups = (groups: readonly number[]) => ({
    ...answers,
    ListBatches: { ...listed, groups, hasMore: false },
  });
  const dry = await transitions(ingest, { policyKey: null }, withGroups([]));
  const oneGroup = await transitions(ingest, { policyKey: null }, withGroups([0]));
  const input = { asOf: null, since: null, policyKey: null, ingestKey: null };
  const little = await recordedLittle();
  const fewFiles = await transitions(ingest, { policyKey: null }, little);
  const planning = await transitions(reallocate, input, answers);
  const applying = await transitions(apply, { runId: null }, answers);

  const run = (states: readonly string[], entered: number): DailyRun => {
    const parts = found.filter(({ name }) => states.includes(name));
    const cpuSeconds = ({ starts }: Measured) => (median(starts.map(({ cpuMs }) => cpuMs)) / 1000) * GRAVITON;
    return {
      transitions: entered,
      invocations: parts.length,
      seconds: parts.reduce((sum, part) => sum + cpuSeconds(part), 0),
      gbSeconds: parts.reduce((sum, part) => sum + cpuSeconds(part) * gbOf(part.name), 0),
      requests: parts.reduce((sum, { requests }) => added(sum, requests), noRequests()),
    };
  };
  const idleStates = ['ListBatches', 'ClaimConversions', 'RollUpDays'];
  const idle: IdleIngest = {
    ...run(idleStates, 0),
    seconds: IDLE_SECONDS * idleStates.length,
    gbSeconds: idleStates.reduce((sum, state) => sum + IDLE_SECONDS * gbOf(state), 0),
  };
  const daily = run(['ScoreChannels', 'MakePlan', 'WriteReport'], planning);
  const rest = atRest(idle, daily);
  const restUsd = rest.reduce((sum, { usd }) => sum + usd, 0);
  const applied = run(['PrepareChanges', 'LowerBudgets', 'RaiseBudgets', 'CloseChanges'], applying);
  const dollars = (usd: number) => usd.toFixed(6);
  return {
    runs: [
      [
        'ingest of an empty inbox, Standard',
        String(dry),
        String(TRANSITIONS_MAX.ingest),
        dollars(usdOfRun({ ...run(idleStates, dry) })),
      ],
      ['ingest of a few small files, Standard', String(fewFiles), String(TRANSITIONS_MAX.ingest), ''],
      [
        'ingest of one group of files, Standard',
        String(oneGroup),
        '',
        dollars(usdOfRun(run([...idleStates, 'FoldBatches'], oneGroup))),
      ],
      [
        'reallocate, the sample account',
        String(planning),
        String(TRANSITIONS_MAX.reallocate),
        dollars(usdOfRun(daily)),
      ],
      ['apply, the sample account', String(applying), '', dollars(usdOfRun(applied))],
    ],
    rest: [...rest.map(({ item, usd }) => [item, usd.toFixed(3)]), ['together', restUsd.toFixed(2)]],
    restUsd,
    transitions: { ingest: Math.max(dry, fewFiles), reallocate: planning },
  };
}

function gbOf(name: string): number {
  return (SPECS[name]?.memoryMb ?? 0) / 1024;
}

function noRequests(): Requests {
  return { puts: 0, gets: 0, lists: 0, writeUnits: 0, readUnits: 0 };
}

function added(a: Requests, b: Requests): Requests {
  return {
    puts: a.puts + b.puts,
    gets: a.gets + b.gets,
    lists: a.lists + b.lists,
    writeUnits: a.writeUnits + b.writeUnits,
    readUnits: a.readUnits + b.readUnits,
  };
}

function startMsOf(starts: readonly ColdStart[]): number {
  return median(starts.map(({ cpuMs, warmMs }) => cpuMs - warmMs));
}

/** A limit that is passed fails the bench, and says which; times are of the machine, and are only told. */
function refuseAbove(found: readonly Measured[], costs: Costs): void {
  const over = found
    .filter(({ name }) => name in SPECS)
    .flatMap(({ name, gzipKb }) => {
      const kbMax = name === 'WhatIf' ? BUNDLE_KB_MAX.whatIf : BUNDLE_KB_MAX.any;
      return gzipKb > kbMax ? [`${name} has ${gzipKb.toFixed(1)} kB gzip; ${kbMax} are allowed`] : [];
    });
  const { ingest: little, reallocate: planning } = costs.transitions;
  if (little > TRANSITIONS_MAX.ingest) {
    over.push(`ingest takes ${little} transitions; ${TRANSITIONS_MAX.ingest} are allowed`);
  }
  if (planning > TRANSITIONS_MAX.reallocate) {
    over.push(`reallocate takes ${planning} transitions; ${TRANSITIONS_MAX.reallocate} are allowed`);
  }
  if (costs.restUsd > AT_REST_USD_MAX) {
    over.push(`a month at rest costs ${costs.restUsd.toFixed(2)} USD; ${AT_REST_USD_MAX} are allowed`);
  }
  for (const line of over) process.stderr.write(`above the limit: ${line}\n`);
  if (over.length > 0) process.exitCode = 1;
}
