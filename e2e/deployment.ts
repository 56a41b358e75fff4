import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type Finished, command } from './command.ts';
import type { Endpoint } from './mini-stack.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const COMMAND_MS_MAX = 120_000;
const DEPLOY_MS_MAX = 300_000;

/** What a person has who works with an AWS account: credentials, a Region, and here an endpoint. */
export type Environment = Readonly<Record<string, string>>;

export function environmentAt({ url, certificate }: Pick<Endpoint, 'url' | 'certificate'>): Environment {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: process.env['AWS_REGION'] ?? 'us-east-1',
    AWS_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID'] ?? 'test',
    AWS_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'test',
    ...(process.env['AWS_SESSION_TOKEN'] === undefined ? {} : { AWS_SESSION_TOKEN: process.env['AWS_SESSION_TOKEN'] }),
    ...(certificate === null ? {} : { NODE_EXTRA_CA_CERTS: certificate, AWS_CA_BUNDLE: certificate }),
    CDK_DISABLE_VERSION_CHECK: '1',
    NO_COLOR: '1',
  };
}

/** Bootstraps the account once and deploys each stage, by the commands of docs/deploy.md. */
export async function deploy(
  stages: readonly string[],
  policy: string,
  env: Environment,
  output: string,
): Promise<void> {
  await done(process.execPath, [CDK, 'bootstrap', '--output', join(output, 'bootstrap')], env);
  for (const stage of stages) {
    const flags = ['--stage', stage, '--policy', policy, '--email', 'e2e@example.com'];
    const deployed = ['run', '--silent', 'deploy', '--', ...flags, '--', '--output', join(output, stage)];
    await done('npm', deployed, env);
  }
}

/** Takes one stack of a stage away, by the command of docs/deploy.md, which is not asked to confirm. */
export async function destroy(stage: string, stack: string, env: Environment, output: string): Promise<void> {
  const flags = ['--context', `stage=${stage}`, '--output', join(output, `${stack}-destroyed`)];
  await done(process.execPath, [CDK, 'destroy', '--force', ...flags, stack], env);
}

/** `npm run deploy` where it is refused: its exit status, and what it says. */
export function deployment(args: readonly string[], env: Environment): Promise<Finished> {
  return command('npm', ['run', '--silent', 'deploy', '--', ...args], { env, cwd: ROOT, timeoutMs: DEPLOY_MS_MAX });
}

/** The contract suites of object store, ledger and inbox, which make buckets and tables of their own. */
export async function contracts(env: Environment): Promise<void> {
  const suites = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', 'test/contract/aws.test.ts'];
  await done(process.execPath, suites, { ...env, CONTRACT_ENDPOINT: env['AWS_ENDPOINT_URL'] ?? '' });
}

async function done(program: string, args: readonly string[], env: Environment): Promise<void> {
  const finished = await command(program, args, { env, cwd: ROOT, timeoutMs: DEPLOY_MS_MAX });
  const told = args.slice(0, 4).join(' ');
  if (finished.status !== 0) throw new Error(`${told}: exit ${finished.status}\n${tailOf(finished)}`);
}

function tailOf({ stdout, stderr }: Finished): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
}

/** The command line, as a user has it. */
export function marginal(args: readonly string[], env: Environment, cwd: string): Promise<Finished> {
  const launcher = join(ROOT, 'cli/marginal.js');
  return command(process.execPath, [launcher, ...args], { env, cwd, timeoutMs: COMMAND_MS_MAX });
}

/** Runs a script of this folder, in a process that trusts the endpoint's certificate, and answers the JSON it prints. */
export async function script<Schema extends v.GenericSchema>(
  schema: Schema,
  [name, ...args]: readonly [string, ...string[]],
  env: Environment,
): Promise<v.InferOutput<Schema>> {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const options = { env, cwd: ROOT, timeoutMs: COMMAND_MS_MAX };
  const { status, stdout, stderr } = await command(process.execPath, [path, ...args], options);
  if (status !== 0) throw new Error(`${name}: exit ${status}\n${stderr}`);
  return v.parse(schema, JSON.parse(stdout));
}

/** The same environment with the profile of a stranger. */
export async function asStranger(env: Environment, folder: string): Promise<Environment> {
  const { RoleArn } = await script(v.object({ RoleArn: v.string() }), ['stranger.ts'], env);
  const config = join(folder, 'aws-config');
  await writeFile(config, `[profile stranger]\nrole_arn = ${RoleArn}\ncredential_source = Environment\n`);
  return { ...env, AWS_CONFIG_FILE: config, AWS_PROFILE: 'stranger' };
}
