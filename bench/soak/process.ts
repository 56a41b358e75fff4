import * as v from 'valibot';
import { type IngestSummary, IngestSummarySchema } from '../../functions/core/ingest-summary.ts';
import { COMMAND, type Ended, nodeProcess } from '../node-process.ts';

const Answer = v.object({ ingest: IngestSummarySchema });

/** The command as a user runs it; killed after so long, where that is asked for and it is still there. */
export function run(args: readonly string[], folder: string, killAfterMs?: number): Promise<Ended> {
  return nodeProcess([COMMAND, ...args], { cwd: folder, killAfterMs });
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
