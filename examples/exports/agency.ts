import { deliver, type Delivery } from '../delivery.ts';
import type { SampleChannel } from '../truth.ts';
import { csvLine, decimal, linesOf } from './csv.ts';

/** The plain format, without outcomes: an agency knows what it spent, not what the shop sold. */
export function agencyReport(channel: SampleChannel, delivery: Delivery): string {
  const rows = deliver(channel, delivery).map(({ day, spendCents, impressions, clicks }) =>
    csvLine([day, channel.id, channel.name, channel.platform, decimal(spendCents), impressions, clicks]),
  );
  return linesOf([csvLine(['date', 'channel', 'name', 'platform', 'spend', 'impressions', 'clicks']), ...rows]);
}
