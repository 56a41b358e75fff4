import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { decodeJson } from '../functions/core/json.ts';
import {
  asStranger,
  contracts,
  deploy,
  deployment,
  destroy,
  environmentAt,
  type Environment,
  marginal,
  script,
} from './deployment.ts';
import { miniStack } from './mini-stack.ts';

/**
 * The sample account at a deployed stage, from an account with nothing: its plan has to be the embedded one to the micro.
 * Any endpoint in AWS_ENDPOINT_URL will do; without one MiniStack is started, on this machine and for this run alone.
 */
const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const POLICY = join(EXAMPLES, 'policy.yaml');
const INBOX = join(EXAMPLES, 'inbox');

const Line = v.looseObject({ outcome: v.string() });
const Plan = v.looseObject({ lines: v.array(v.looseObject({ channel: v.string(), proposedMicros: v.number() })) });
const Ingest = v.looseObject({
  files: v.number(),
  refusedFiles: v.number(),
  accepted: v.number(),
  rejects: v.array(v.looseObject({ file: v.string(), code: v.string() })),
});
const Run = v.looseObject({ runId: v.string(), plan: Plan, ingest: Ingest, channels: v.array(v.unknown()) });
const Changes = v.object({ runId: v.string(), lines: v.array(Line) });
const Audit = v.object({ changes: v.array(v.looseObject({ action: v.string(), outcome: v.string() })) });
const Plans = v.object({ plans: v.array(v.unknown()) });
const Letter = v.object({
  subject: v.string(),
  text: v.string(),
  status: v.number(),
  isPage: v.boolean(),
  statusAfter5Hours: v.number(),
  statusAfter7Hours: v.number(),
});
const Refolded = v.object({ refold: v.looseObject({ files: v.number(), events: v.number() }) });
const Left = v.object({ stacks: v.array(v.string()), tables: v.array(v.string()), buckets: v.array(v.string()) });
const Failure = v.object({ error: v.looseObject({ code: v.string(), message: v.string() }) });

const started = performance.now();
const say = (line: string) =>
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'marginal-e2e-'));
const given = process.env['AWS_ENDPOINT_URL'];
const own =
  given === undefined ? await miniStack(folder) : { url: given, certificate: null, close: async () => undefined };
try {
  if (own === null) say('skipped: MiniStack needs python3 and openssl, and AWS_ENDPOINT_URL names no other endpoint');
  else await endToEnd(environmentAt(own));
} finally {
  await own?.close();
  await rm(folder, { recursive: true, force: true });
}

async function endToEnd(env: Environment): Promise<void> {
  say(`endpoint ${env['AWS_ENDPOINT_URL']}`);
  await contracts(env);
  say('S3 and DynamoDB keep the contracts of object store, inbox and ledger');
  await refusedDeployments(env);
  await deploy(['e2e', 'e2e-b'], POLICY, env, folder);
  say('bootstrapped, and deployed the stages e2e and e2e-b');
  const { Box } = await script(v.object({ Box: v.string() }), ['postbox.ts', 'e2e'], env);
  const there = await mainJob(commands(env, 'e2e'), commands(env, null), () => announced(env, Box));
  await apart(commands(env, 'e2e-b'));
  await healed(env, there);
  await badInput(env);
  await takenAway(env, await commands(env, 'e2e').answer(Audit, 'audit'));
}

/** What stops a deployment before it begins is said in a line. */
async function refusedDeployments(env: Environment): Promise<void> {
  const wrong = join(folder, 'wrong.yaml');
  await writeFile(wrong, 'currency: USD\n');
  for (const [args, words] of [
    [[], '--stage is needed'],
    [['--stage', 'Prod!'], "--stage got 'Prod!'"],
    [['--stage', 'e2e', '--policy', 'missing.yaml'], "no policy at 'missing.yaml'"],
    [['--stage', 'e2e', '--policy', wrong], 'timeZone'],
  ] as const) {
    const { status, stderr } = await deployment(args, env);
    assert.deepEqual([status, stderr.trim().split('\n').length], [2, 1], stderr);
    assert.ok(stderr.includes(words), stderr);
  }
  say('a deployment without a stage, of a bad name, without a policy or with a wrong one is refused');
}

/** The plan that waits was told of: its headline, a link that opens for 6 hours, the command to type. */
async function announced(env: Environment, box: string): Promise<string> {
  const letter = await script(Letter, ['letter.ts', box], env);
  assert.match(letter.subject, /^marginal e2e: plan \S+ awaits approval$/);
  assert.match(letter.text, /^\d+ of \d+ budgets would change, \S+ a day in all\. Data to \d{4}-\d\d-\d\d\.$/m);
  assert.deepEqual([letter.status, letter.isPage], [200, true], letter.text);
  assert.deepEqual([letter.statusAfter5Hours, letter.statusAfter7Hours], [200, 403]);
  say(`announced: '${letter.subject}'; its link opens, and no longer after 7 hours`);
  return /marginal (apply \S+ --stage e2e)$/m.exec(letter.text)?.[1] ?? letter.text;
}

/** An ingest that is stopped or killed half-way leaves nothing wrong: the next run ends as if it had never been. */
async function healed(env: Environment, there: v.InferOutput<typeof Run>): Promise<void> {
  // Elsewhere functions are no processes of this machine.
  const canKill = given === undefined && existsSync('/proc/self/environ');
  const ways = [
    ...(canKill ? ['kill=FoldBatches:raw/'] : []),
    'stop=FoldGroups',
    'stop=ClaimConversions',
    ...(canKill ? ['kill=RollUpDays:rollups/'] : []),
    'stop=RollUpDays',
  ];
  const ended = await script(v.array(v.string()), ['end-half-way.ts', 'e2e-b', POLICY, INBOX, ...ways], env);
  assert.deepEqual(
    ended,
    ways.map((way) => (way.startsWith('kill') ? 'FAILED' : 'ABORTED')),
  );
  say(`started ${ways.length} ingests and ended them half-way: ${ways.join(', ')}`);
  const after = await commands(env, 'e2e-b').answer(Run, 'run');
  assert.deepEqual(after.plan, there.plan);
  assert.deepEqual(after.channels, there.channels);
  say('the next run made the same plan from the same totals');
}

/**
 * Without its pipeline the stage is unknown, and nothing it knew is lost: deployed again, it has its plans. What survives
 * the deletion of both stacks is named by docs/deploy.md.
 */
async function takenAway(env: Environment, audited: v.InferOutput<typeof Audit>): Promise<void> {
  const stage = commands(env, 'e2e');
  await destroy('e2e', 'marginal-e2e', env, folder);
  assert.equal((await stage.refusal('plans')).code, 'UnknownStage');
  await deploy(['e2e'], POLICY, env, folder);
  assert.deepEqual(await stage.answer(Audit, 'audit'), audited);
  say('destroyed and deployed again: the stage knows what it knew');
  await destroy('e2e-b', 'marginal-e2e-b', env, folder);
  await destroy('e2e-b', 'marginal-e2e-b-data', env, folder);
  const { stacks, tables, buckets } = await script(Left, ['left-of.ts', 'e2e-b'], env);
  assert.deepEqual([stacks, tables.length, buckets.length], [[], 1, 2]);
  say(`destroyed for good: the table ${tables.join()} and the buckets ${buckets.join(', ')} stay`);
}

/** Commands of one stage; null: embedded. */
function commands(env: Environment, stage: string | null) {
  const run = (args: readonly string[]) => {
    const where = stage === null ? [] : ['--stage', stage];
    return marginal([...args, ...where, '--json'], env, folder);
  };
  const tell = (args: readonly string[], what: string) => {
    if (stage !== null) say(`${args.slice(0, 1).join(' ')} --stage ${stage}: ${what}`);
  };
  return {
    answer: async <Schema extends v.GenericSchema>(schema: Schema, ...args: string[]) => {
      const { status, stdout, stderr } = await run(args);
      assert.equal(status, 0, `marginal ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
      tell(args, 'done');
      return v.parse(schema, decodeJson(stdout));
    },
    refusal: async (...args: string[]) => {
      const { status, stdout, stderr } = await run(args);
      assert.notEqual(status, 0, `marginal ${args.join(' ')} was not refused\n${stdout}`);
      const { error } = v.parse(Failure, JSON.parse(stderr.trim().split('\n').at(-1) ?? ''));
      tell(args, `refused: ${error.code}: ${error.message}`);
      return { status, ...error };
    },
  };
}

type Commands = ReturnType<typeof commands>;

async function mainJob(
  stage: Commands,
  embedded: Commands,
  announcedCommand: () => Promise<string>,
): Promise<v.InferOutput<typeof Run>> {
  const sample = ['--policy', POLICY, '--inbox', INBOX];
  const there = await stage.answer(Run, 'run', ...sample);
  const here = await embedded.answer(Run, 'run', ...sample);
  assert.deepEqual(there.plan, here.plan);
  assert.deepEqual(there.channels, here.channels);
  assert.deepEqual(there.ingest, here.ingest);
  assert.equal(there.runId, here.runId);
  say(`the plan is the embedded one to the micro: run ${there.runId}, ${there.plan.lines.length} lines`);
  assert.equal(await announcedCommand(), `apply ${there.runId} --stage e2e`);

  const question = ['what-if', '--budget', '9000', '--max-change', '30%'];
  const policy = ['--policy', POLICY];
  assert.deepEqual(
    await stage.answer(v.unknown(), ...question),
    await embedded.answer(v.unknown(), ...question, ...policy),
  );
  assert.deepEqual(await stage.answer(v.unknown(), 'score'), await embedded.answer(v.unknown(), 'score', ...policy));

  const again = await stage.answer(Run, 'run', '--inbox', INBOX);
  assert.deepEqual([again.runId, again.ingest.files], [there.runId, 0]);

  const [page, pageHere] = [join(folder, 'there.html'), join(folder, 'here.html')];
  await stage.answer(v.unknown(), 'serve', '--export', page);
  await embedded.answer(v.unknown(), 'serve', '--export', pageHere, ...policy);
  assert.ok((await accountOn(page)) === (await accountOn(pageHere)), 'the page of the stage is not the embedded one');
  const { refold } = await stage.answer(Refolded, 'refold');
  assert.equal(refold.files, there.ingest.files);
  assert.deepEqual((await stage.answer(Run, 'run')).plan, there.plan);
  say(`the page is the embedded one; ${refold.files} files folded again change nothing`);

  // Two at once: the second waits for the first or says so, and no budget changes twice.
  const both = await Promise.allSettled([
    stage.answer(Changes, 'apply', there.runId),
    stage.answer(Changes, 'apply', there.runId),
  ]);
  const written = countOf(there.plan.lines, ({ currentMicros, proposedMicros }) => currentMicros !== proposedMicros);
  const { changes } = await stage.answer(Audit, 'audit');
  assert.ok(both.some(({ status }) => status === 'fulfilled'));
  assert.ok(changes.length > 0 && changes.length <= written, `${changes.length} changes of ${written} lines`);
  const undone = await stage.answer(Changes, 'rollback', there.runId);
  assert.equal(
    countOf(undone.lines, ({ outcome }) => outcome === 'written'),
    changes.length,
  );
  assert.equal((await stage.answer(Plans, 'plans')).plans.length, 1);
  await stage.answer(v.unknown(), 'plan', there.runId);
  await stage.answer(v.unknown(), 'report');
  return there;
}

/** A page with the account in it, what was typed aside. */
async function accountOn(page: string): Promise<string> {
  return (await readFile(page, 'utf8')).replace(/"given":\[[^\]]*\]/, '"given":[]');
}

/** The other stage saw nothing of it: no policy, no plan, no change. */
async function apart(other: Commands): Promise<void> {
  const { code } = await other.refusal('run');
  // Other endpoints may not pass on the names of errors.
  if (given === undefined) assert.equal(code, 'PolicyMissing');
  assert.deepEqual(await other.answer(Plans, 'plans'), { plans: [] });
  assert.deepEqual(await other.answer(Audit, 'audit'), { changes: [] });
}

async function badInput(env: Environment): Promise<void> {
  const stage = commands(env, 'e2e');
  const inbox = join(folder, 'poisoned');
  await mkdir(inbox);
  await writeFile(join(inbox, 'poison.ndjson.gz'), Buffer.from('1f8b080000', 'hex'));
  await writeFile(join(inbox, 'good.csv'), 'date,channel,spend\n2026-09-30,google:1:1,5\n');
  await writeFile(join(inbox, 'huge.ndjson'), '');
  await truncate(join(inbox, 'huge.ndjson'), 6.4e9);
  const Ingested = v.object({ currency: v.string(), ingest: Ingest });
  const first = await stage.answer(Ingested, 'ingest', inbox);
  assert.deepEqual([first.ingest.files, first.ingest.refusedFiles, first.ingest.accepted], [1, 2, 1]);
  assert.deepEqual(first.ingest.rejects.map(({ file, code }) => `${file}: ${code}`).sort(), [
    'huge.ndjson: FileTooLarge',
    'poison.ndjson.gz: TruncatedFile',
  ]);
  await rm(join(inbox, 'huge.ndjson'));
  const second = await stage.answer(Ingested, 'ingest', inbox);
  assert.deepEqual([second.ingest.files, second.ingest.refusedFiles], [0, 0], JSON.stringify([first, second]));
  say('a poison object and one of 6.4 GB are refused by name, the file beside them went in');

  const policy = join(folder, 'policy.yaml');
  await writeFile(policy, 'currency: USD\ntimeZone: UTC\ngaurdrails: {}\n');
  assert.equal((await stage.refusal('run', '--policy', policy)).code, 'PolicyInvalid');
  assert.equal((await commands(env, 'nowhere').refusal('plans')).code, 'UnknownStage');
  const expired = { ...env, AWS_ACCESS_KEY_ID: 'ASIAEXPIRED000000000', AWS_SESSION_TOKEN: 'expired' };
  assert.equal((await commands(expired, 'e2e').refusal('plans')).code, 'NoCredentials');
  if (given === undefined) {
    const { code, permission } = await commands(await asStranger(env, folder), 'e2e').refusal('plans');
    assert.deepEqual([code, permission], ['NoPermission', 'dynamodb:Query']);
  }
}

function countOf<Value>(values: readonly Value[], is: (value: Value) => boolean): number {
  return values.filter(is).length;
}
