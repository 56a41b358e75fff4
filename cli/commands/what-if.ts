import type { PolicyOverrides } from '../../functions/core/patch-policy.ts';
import { channelDocument, planDocument } from '../documents.ts';
import type { Flags } from '../flags.ts';
import { checkPolicy } from '../policy-file.ts';
import { planLines } from '../print-plan.ts';
import { print } from '../print.ts';
import { withWorld } from '../session.ts';

export async function whatIfCommand(flags: Flags, options: Readonly<Record<string, unknown>>): Promise<number> {
  await checkPolicy(flags);
  const overrides = overridesOf(options);
  return withWorld(flags, { writes: false }, async (world) => {
    const { asOf, since } = flags;
    const { sheet, plan } = await world.whatIf({ asOf, since, overrides });
    const channels = sheet.channels.filter(({ days }) => days > 0).map(channelDocument);
    print(flags.json, { asOf: sheet.asOf, currency: sheet.currency, channels, plan: planDocument(plan) }, () => [
      `As of ${sheet.asOf}, what if; nothing was written`,
      ...planLines(plan, sheet),
    ]);
    return 0;
  });
}

function overridesOf(options: Readonly<Record<string, unknown>>): PolicyOverrides {
  const { budget, maxChange, goal, targetRoas, set } = options;
  return {
    ...(typeof budget === 'string' ? { budget } : {}),
    ...(typeof maxChange === 'string' ? { maxChange } : {}),
    ...(typeof goal === 'string' ? { goal } : {}),
    ...(typeof targetRoas === 'string' ? { targetRoas } : {}),
    ...(Array.isArray(set) ? { set: set.map(String) } : {}),
  };
}
