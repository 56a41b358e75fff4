import { formatMicros } from '../../functions/core/money.ts';
import { listAudit, listRuns } from '../../functions/core/run-ledger.ts';
import { changeDocument } from '../documents.ts';
import type { Flags } from '../flags.ts';
import { cell, print, table } from '../print.ts';
import { withWorld } from '../session.ts';

export async function audit(flags: Flags): Promise<number> {
  return withWorld(flags, { writes: false }, async (world) => {
    const changes = (await listAudit(world.ledger)).map(changeDocument);
    const currencies = new Map((await listRuns(world.ledger)).map(({ runId, currency }) => [runId, currency]));
    print(flags.json, { changes }, () => {
      if (changes.length === 0) return ['No budget was changed yet.'];
      return table(
        ['at', 'by', 'action', 'channel', 'from', 'to', 'destination', 'outcome', 'run'],
        changes.map(({ at, by, action, channel, fromMicros, toMicros, destination, outcome, runId }) => {
          const currency = currencies.get(runId) ?? 'XXX';
          const [from, to] = [formatMicros(fromMicros, currency), formatMicros(toMicros, currency)];
          return [at, cell(by), action, cell(channel), from, to, destination, outcome, runId];
        }),
      );
    });
    return 0;
  });
}
