import { formatMicros } from '../../functions/core/money.ts';
import { listRuns } from '../../functions/core/run-ledger.ts';
import { appliedDocument, isoOf } from '../documents.ts';
import type { Flags } from '../flags.ts';
import { print, table } from '../print.ts';
import { withWorld } from '../session.ts';

export async function plans(flags: Flags): Promise<number> {
  return withWorld(flags, { writes: false }, async (world) => {
    const runs = await listRuns(world.ledger);
    const documents = runs.map(({ runId, asOf, createdAtMs, status, budgetMicros, applied }) => ({
      runId,
      asOf,
      createdAt: isoOf(createdAtMs),
      status,
      budgetMicros,
      applied: appliedDocument(applied),
    }));
    print(flags.json, { plans: documents }, () =>
      table(
        ['run', 'as of', 'made', 'status', 'budget a day', 'applied'],
        runs.map((run, row) => [
          run.runId,
          run.asOf,
          documents[row]?.createdAt ?? '',
          run.status,
          formatMicros(run.budgetMicros, run.currency),
          run.applied === null ? 'no' : `${isoOf(run.applied.atMs)} by ${run.applied.by}`,
        ]),
      ),
    );
    return 0;
  });
}
