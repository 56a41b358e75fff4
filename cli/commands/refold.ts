import { MarginalError } from '../../functions/core/errors.ts';
import { refold } from '../../functions/ingest/refold.ts';
import type { Flags } from '../flags.ts';
import { checkPolicy } from '../policy-file.ts';
import { print } from '../print.ts';
import { withWorld } from '../session.ts';

export async function refoldCommand(flags: Flags): Promise<number> {
  if (flags.stage !== null) {
    const message = '--stage: a stage is refolded by its Backfill machine: start an execution of it';
    throw new MarginalError('UsageError', message);
  }
  await checkPolicy(flags);
  return withWorld(flags, { writes: true }, async (world) => {
    const refolded = await refold(world);
    print(flags.json, { refold: refolded }, () => {
      const number = (count: number) => count.toLocaleString('en');
      const { files, rows, events, accepted, rejected, duplicates, days } = refolded;
      return [
        `${number(files)} files folded again: ${number(rows)} rows and ${number(events)} events, ${number(accepted)} accepted, ${number(rejected)} rejected, ${number(duplicates)} duplicates; ${number(days)} days rolled up`,
      ];
    });
    return 0;
  });
}
