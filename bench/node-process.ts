import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command as a user starts it. */
export const COMMAND = fileURLToPath(new URL('../cli/marginal.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

export interface NodeProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Killed after so long, where it is still there. */
  readonly killAfterMs?: number | undefined;
}

/** Node with these arguments, in a process of its own, to its end. */
export async function nodeProcess(
  args: readonly string[],
  { cwd, env = process.env, killAfterMs }: NodeProcessOptions,
): Promise<Ended> {
  const startMs = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { status, stdout, stderr, wallMs: performance.now() - startMs };
}
