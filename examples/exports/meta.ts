import { deliver, FIRST_DELIVERY, type Delivery } from '../delivery.ts';
import { isPaused, type SampleChannel } from '../truth.ts';
import { csvLine, decimal, linesOf } from './csv.ts';

const HEADER =
  'Reporting starts,Reporting ends,Day,Campaign name,Campaign ID,Campaign delivery,Attribution setting,' +
  'Amount spent (USD),Impressions,Link clicks,Purchases,Purchases conversion value';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Ads Manager with the breakdown by day: a byte order mark, the currency in the header, blank for no purchase, and a
 * summary row without a campaign. The first delivery holds one row whose money somebody typed over.
 */
export function metaExport(channels: readonly SampleChannel[], delivery: Delivery): string {
  const total = { spendCents: 0, impressions: 0, clicks: 0, purchases: 0, valueCents: 0 };
  const rows = channels.flatMap((channel) =>
    deliver(channel, delivery).map((row) => {
      const purchases = row.orders.length;
      total.spendCents += row.spendCents;
      total.impressions += row.impressions;
      total.clicks += row.clicks;
      total.purchases += purchases;
      total.valueCents += row.valueCents;
      return csvLine(
        [row.day, row.day, row.day, channel.name, channel.campaign, isPaused(channel) ? 'inactive' : 'active'],
        ['7-day click or 1-day view', decimal(row.spendCents), row.impressions, row.clicks],
        purchases === 0 ? ['', ''] : [purchases, decimal(row.valueCents)],
      );
    }),
  );
  const [first] = channels;
  if (delivery === FIRST_DELIVERY && first !== undefined) {
    const day = '2026-07-08';
    const attribution = '7-day click or 1-day view';
    rows.push(csvLine([day, day, day, first.name, first.campaign, 'active', attribution, 'see invoice', 1, 0, '', '']));
  }
  const summary = csvLine(
    [delivery.from, delivery.to, '', '', '', '', ''],
    [decimal(total.spendCents), total.impressions, total.clicks, total.purchases, decimal(total.valueCents)],
  );
  return BYTE_ORDER_MARK + linesOf([HEADER, ...rows, summary]);
}
