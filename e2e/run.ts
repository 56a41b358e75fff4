import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { decodeJson } from '../functions/core/json.ts';
import { deploy, environmentAt, type Environment, marginal } from './deployment.ts';
import { miniStack } from './mini-stack.ts';

/**
 * The sample account at a deployed stage, from an account with nothing: its plan has to be the embedded one to the micro.
 * Any endpoint in AWS_ENDPOINT_URL will do; without one MiniStack is started, on this machine and for this run alone.
 */
const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));
const POLICY = join(EXAMPLES, 'policy.yaml');
const INBOX = join(EXAMPLES, 'inbox');

const Plan = v.looseObject({ lines: v.array(v.looseObject({ channel: v.string(), proposedMicros: v.number() })) });
const Run = v.looseObject({ runId: v.string(), plan: Plan, ingest: v.looseObject({}), channels: v.array(v.unknown()) });
const Changes = v.object({ runId: v.string(), lines: v.array(v.looseObject({ outcome: v.string() })) });
const Audit = v.object({ changes: v.array(v.looseObject({ action: v.string(), outcome: v.string() })) });

const started = performance.now();
const say = (line: string) =>
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'marginal-e2e-'));
const given = process.env['AWS_ENDPOINT_URL'];
const endpoint = given === undefined ? await miniStack() : { url: given, close: async () => undefined };
try {
  if (endpoint === null)
    say('skipped: there is no python3 to run MiniStack with, and AWS_ENDPOINT_URL names no other endpoint');
  else await endToEnd(environmentAt(endpoint.url));
} finally {
  await endpoint?.close();
  await rm(folder, { recursive: true, force: true });
}

async function endToEnd(env: Environment): Promise<void> {
  say(`endpoint ${env['AWS_ENDPOINT_URL']}`);
  await deploy(['e2e'], env, folder);
  say('bootstrapped and deployed stage e2e');

  const stage = async <Schema extends v.GenericSchema>(schema: Schema, ...args: string[]) => {
    const { status, stdout, stderr } = await marginal([...args, '--stage', 'e2e', '--json'], env, folder);
    assert.equal(status, 0, `marginal ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
    const answer = v.parse(schema, decodeJson(stdout));
    say(`marginal ${args.join(' ')}`);
    return answer;
  };
  const embedded = async <Schema extends v.GenericSchema>(schema: Schema, ...args: string[]) => {
    const { status, stdout, stderr } = await marginal([...args, '--json'], env, folder);
    assert.equal(status, 0, `marginal ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
    return v.parse(schema, decodeJson(stdout));
  };

  const there = await stage(Run, 'run', '--policy', POLICY, '--inbox', INBOX);
  const here = await embedded(Run, 'run', '--policy', POLICY, '--inbox', INBOX);
  assert.deepEqual(there.plan, here.plan);
  assert.deepEqual(there.channels, here.channels);
  assert.deepEqual(there.ingest, here.ingest);
  assert.equal(there.runId, here.runId);
  say(`the plan is the embedded one to the micro: run ${there.runId}, ${there.plan.lines.length} lines`);

  const question = ['what-if', '--budget', '9000', '--max-change', '30%'];
  assert.deepEqual(await stage(v.unknown(), ...question), await embedded(v.unknown(), ...question, '--policy', POLICY));
  assert.deepEqual(await stage(v.unknown(), 'score'), await embedded(v.unknown(), 'score', '--policy', POLICY));

  const { lines } = await stage(Changes, 'apply', there.runId);
  assert.ok(lines.some(({ outcome }) => outcome === 'written'));
  const undone = await stage(Changes, 'rollback', there.runId);
  const { changes } = await stage(Audit, 'audit');
  const written = changes.filter(({ outcome }) => outcome === 'written');
  assert.equal(written.filter(({ action }) => action === 'apply').length, lines.filter(isWritten).length);
  assert.equal(written.filter(({ action }) => action === 'rollback').length, undone.lines.filter(isWritten).length);
  await stage(v.unknown(), 'plans');
  await stage(v.unknown(), 'plan', there.runId);
  await stage(v.unknown(), 'report');
}

function isWritten({ outcome }: { outcome: string }): boolean {
  return outcome === 'written';
}
