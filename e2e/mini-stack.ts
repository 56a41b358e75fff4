import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VENV = fileURLToPath(new URL('.venv', import.meta.url));
const VERSION = '1.5.33';
/** Changes with what is done to it once it is installed. */
const INSTALLED = `${VENV}/installed-${VERSION}-2`;
const INSTALL_MS_MAX = 180_000;
const START_MS_MAX = 60_000;
const run = promisify(execFile);

export interface Endpoint {
  readonly url: string;
  /** Of the endpoint's own certificate, for whoever speaks to it. */
  readonly certificate: string | null;
  close(): Promise<void>;
}

/**
 * MiniStack on a free port of 127.0.0.1. It checks every request against the caller's IAM policies, over TLS, which the
 * buckets insist on. Null without Python or openssl.
 */
export async function miniStack(folder: string): Promise<Endpoint | null> {
  if (!existsSync(INSTALLED) && !(await install())) return null;
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const certificate = join(folder, 'ministack-tls/server.crt');
  const child = spawn(`${VENV}/bin/ministack`, [], {
    // Lambdas run as processes of the first `node` on the path: the one that runs this.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'],
      TMPDIR: folder,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      AUTH: 'true',
      USE_SSL: '1',
      // For its Lambdas.
      NODE_EXTRA_CA_CERTS: certificate,
      LOG_LEVEL: process.env['MINISTACK_LOG_LEVEL'] ?? 'WARNING',
    },
    stdio: ['ignore', process.env['MINISTACK_LOG_LEVEL'] === undefined ? 'ignore' : 'inherit', 'inherit'],
    // Its Lambdas are its children: one group, ended as one.
    detached: true,
  });
  const close = () => end(child);
  process.once('exit', () => killGroup(child, 'SIGKILL'));
  try {
    await ready(port, child);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, certificate, close };
}

async function install(): Promise<boolean> {
  try {
    await run('python3', ['--version']);
    await run('openssl', ['version']);
  } catch {
    return false;
  }
  const options = { timeout: INSTALL_MS_MAX };
  await run('python3', ['-m', 'venv', '--clear', VENV], options);
  await run(`${VENV}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', `ministack==${VERSION}`], options);
  await passOnErrorNames();
  await writeFile(INSTALLED, '');
  return true;
}

/**
 * On AWS the error of a function bears the name of what its handler threw, and machines match it in Retry and Catch. This
 * version of MiniStack calls each `Runtime.HandlerError`; two lines of it are mended.
 */
async function passOnErrorNames(): Promise<void> {
  const where = 'import ministack; print(ministack.__path__[0])';
  const { stdout } = await run(`${VENV}/bin/python`, ['-c', where], { timeout: INSTALL_MS_MAX });
  const replace = async (file: string, old: string, mended: string) => {
    const path = join(stdout.trim(), file);
    const text = await readFile(path, 'utf8');
    if (text.split(old).length !== 2) throw new Error(`${file} of MiniStack ${VERSION} is not as it was`);
    await writeFile(
      path,
      text.replace(old, () => mended),
    );
  };
  const rejected = 'trace: err.stack || ""';
  await replace('core/lambda_runtime.py', rejected, `${rejected}, errorType: err.name`);
  const named = 'error_type = "Runtime.HandlerError"\n            if _RIE';
  const passed = 'error_type = result.get("errorType") or "Runtime.HandlerError"\n            if _RIE';
  await replace('services/lambda_svc.py', named, passed);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new TypeError('no free port');
  return address.port;
}

async function ready(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`ministack ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await wait(100);
  }
  throw new Error(`ministack did not answer within ${START_MS_MAX / 1000} s`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  killGroup(child, 'SIGTERM');
  await Promise.race([ended, wait(5000)]);
  killGroup(child, 'SIGKILL');
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
