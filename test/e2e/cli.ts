import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeJson } from '../../functions/core/json.ts';

const COMMAND = fileURLToPath(new URL('../../cli/marginal.js', import.meta.url));

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a user runs it, in a process of its own. */
export function start(args: readonly string[], folder: string): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, finished };
}

export interface Account {
  readonly folder: string;
  /** Runs a command in the account's folder to its end. */
  run(...args: string[]): Promise<Finished>;
  /** The same with `--json`; throws where standard output is not one JSON document. */
  json(...args: string[]): Promise<Finished & { document: unknown }>;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  remove(): Promise<void>;
}

/** A folder with the files given, such as `policy.yaml` and `inbox/a.csv`. */
export async function account(files: Readonly<Record<string, string | Uint8Array>>): Promise<Account> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-e2e-'));
  const write: Account['write'] = async (more) => {
    for (const [name, content] of Object.entries(more)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  };
  await write(files);
  return {
    folder,
    write,
    run: (...args) => start(args, folder).finished,
    json: async (...args) => {
      const finished = await start([...args, '--json'], folder).finished;
      try {
        return { ...finished, document: decodeJson(finished.stdout) };
      } catch (error) {
        throw new Error(`exit ${finished.status}: ${finished.stderr || finished.stdout}`, { cause: error });
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export const POLICY = 'currency: USD\ntimeZone: UTC\n';
