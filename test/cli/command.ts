import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../cli/marginal.js', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Where standard output goes instead of into the outcome: a file descriptor, or a reader that leaves at once. */
  readonly stdout?: number | 'closed';
}

/** The command line as a user starts it, in a process of its own. */
export function runCommand(args: readonly string[], { cwd, stdout }: CommandOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      cwd,
      stdio: ['ignore', typeof stdout === 'number' ? stdout : 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    if (stdout === 'closed') child.stdout?.destroy();
    else child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    child.on('error', reject).on('close', (status) => resolve({ status, ...said }));
  });
}
