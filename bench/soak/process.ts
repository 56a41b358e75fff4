import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type IngestSummary, IngestSummarySchema } from '../../functions/core/ingest-summary.ts';

const COMMAND = fileURLToPath(new URL('../../cli/marginal.js', import.meta.url));

const Answer = v.object({ ingest: IngestSummarySchema });

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

/** The command as a user runs it; killed after so long, where that is asked for and it is still there. */
export async function run(
  args: readonly string[],
  folder: string,
  killAfterMs?: number,
  nodeOptions: readonly string[] = [],
): Promise<Ended> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, COMMAND, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { status, stdout, stderr, wallMs: performance.now() - startMs };
}

/** What an ingest that ends answers, every row of which is accounted for. */
export async function ingest(paths: readonly string[], store: string, folder: string): Promise<IngestSummary> {
  const { status, stdout, stderr } = await run(['ingest', ...paths, '--store', store, '--json'], folder);
  if (status !== 0) throw new Error(`ingest ${paths.join(' ')}: exit ${String(status)}: ${stderr}`);
  const { ingest: counts } = v.parse(Answer, JSON.parse(stdout));
  if (counts.accepted + counts.rejected + counts.duplicates !== counts.rows + counts.events) {
    throw new Error(
      `accepted + rejected + duplicates is not what came in: ${JSON.stringify({ ...counts, rejects: [] })}`,
    );
  }
  return counts;
}
