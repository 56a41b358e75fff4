import { formatMicros } from '../../functions/core/money.ts';
import { channelDocument } from '../documents.ts';
import type { Flags } from '../flags.ts';
import { checkPolicy } from '../policy-file.ts';
import { cell, print, table } from '../print.ts';
import { withWorld } from '../session.ts';

export async function score(flags: Flags): Promise<number> {
  await checkPolicy(flags);
  return withWorld(flags, { writes: false }, async (world) => {
    const { asOf, since } = flags;
    const sheet = await world.score({ asOf, since, overrides: {} });
    const channels = sheet.channels.filter(({ days }) => days > 0);
    print(flags.json, { asOf: sheet.asOf, currency: sheet.currency, channels: channels.map(channelDocument) }, () => [
      `As of ${sheet.asOf}, goal ${sheet.goal}; marginal ROAS is what the next unit of money earns (90 % interval)`,
      '',
      ...table(
        ['channel', 'name', 'days', 'spend', 'return', 'ROAS', 'marginal ROAS', 'verdict'],
        channels.map((channel) => [
          cell(channel.channel),
          cell(channel.name, 28),
          String(channel.days),
          formatMicros(Number(channel.spendMicros), sheet.currency),
          formatMicros(Number(channel.returnMicros), sheet.currency),
          ratio(channel.roas),
          `${ratio(channel.marginalRoas)} (${ratio(channel.marginalRoasLow)} to ${ratio(channel.marginalRoasHigh)})`,
          cell(`${channel.verdict}: ${channel.reason}`, 60),
        ]),
      ),
    ]);
    return 0;
  });
}

function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
