import { getRun } from '../../functions/core/run-ledger.ts';
import { readScoreSheet } from '../../functions/core/score-sheet.ts';
import { appliedDocument, channelDocument, planDocument } from '../documents.ts';
import type { Flags } from '../flags.ts';
import { planLines } from '../print-plan.ts';
import { print } from '../print.ts';
import { runIdOf } from '../run-id-of.ts';
import { withWorld } from '../session.ts';

export async function plan(flags: Flags, typed: string): Promise<number> {
  return withWorld(flags, { writes: false }, async (world) => {
    const runId = await runIdOf(typed, world);
    const { record, summary } = await getRun(world.ledger, world.objects, runId);
    const sheet = readScoreSheet(await world.objects.get(record.scoresKey));
    const { asOf, currency } = record;
    print(
      flags.json,
      {
        runId,
        asOf,
        currency,
        channels: sheet.channels.filter(({ days }) => days > 0).map(channelDocument),
        plan: planDocument(record.plan),
        applied: appliedDocument(summary.applied),
      },
      () => [`As of ${asOf}, run ${runId}`, ...planLines(record.plan, sheet)],
    );
    return 0;
  });
}
