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

/** Bootstraps the account and deploys the app as a user does, into a folder of its own for what is synthesised. */
export async function deploy(stages: readonly string[], env: Environment, output: string): Promise<void> {
  await cdk(['bootstrap', '--output', join(output, 'bootstrap')], env);
  for (const stage of stages) {
    const context = ['--context', `stage=${stage}`];
    const flags = ['--all', '--require-approval', 'never', '--output', join(output, stage)];
    await cdk(['deploy', ...context, ...flags], env);
  }
}

async function cdk(args: readonly string[], env: Environment): Promise<void> {
  const finished = await command(process.execPath, [CDK, ...args], { env, cwd: ROOT, timeoutMs: DEPLOY_MS_MAX });
  if (finished.status !== 0) throw new Error(`cdk ${args[0]}: exit ${finished.status}\n${tailOf(finished)}`);
}

function tailOf({ stdout, stderr }: Finished): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
}

/** The command line, as a user has it. */
export function marginal(args: readonly string[], env: Environment, cwd: string): Promise<Finished> {
  const launcher = join(ROOT, 'cli/marginal.js');
  return command(process.execPath, [launcher, ...args], { env, cwd, timeoutMs: COMMAND_MS_MAX });
}

const Role = v.object({ RoleArn: v.string() });

/** The same environment with the profile of a stranger, who is made for it by a process that trusts the endpoint. */
export async function asStranger(env: Environment, folder: string): Promise<Environment> {
  const script = fileURLToPath(new URL('stranger.ts', import.meta.url));
  const { stdout, stderr } = await command(process.execPath, [script], { env, cwd: ROOT, timeoutMs: COMMAND_MS_MAX });
  const role = v.safeParse(Role, JSON.parse(stdout === '' ? 'null' : stdout));
  if (!role.success) throw new Error(`the stranger could not be made: ${stderr}`);
  const config = join(folder, 'aws-config');
  const profile = `[profile stranger]\nrole_arn = ${role.output.RoleArn}\ncredential_source = Environment\n`;
  await writeFile(config, profile);
  return { ...env, AWS_CONFIG_FILE: config, AWS_PROFILE: 'stranger' };
}
