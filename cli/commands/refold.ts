import type { Flags } from '../flags.ts';
import { checkPolicy } from '../policy-file.ts';
import { print } from '../print.ts';
import { withWorld } from '../session.ts';

export async function refoldCommand(flags: Flags): Promise<number> {
  if (flags.stage === null) await checkPolicy(flags);
  return withWorld(flags, { writes: true }, async (session) => {
    const refolded = await session.refold();
    print(flags.json, { refold: refolded }, () => {
      const number = (count: number) => count.toLocaleString('en');
      const { files, rows, events, accepted, rejected, duplicates, days, standing } = refolded;
      return [
        `${number(files)} files folded again: ${number(rows)} rows and ${number(events)} events, ${number(accepted)} accepted, ${number(rejected)} rejected, ${number(duplicates)} duplicates; ${number(days)} days rolled up`,
        ...(standing === 0
          ? []
          : [`${number(standing)} files stand as they were folded first: raw files of their days have expired`]),
      ];
    });
    return 0;
  });
}
