import { deliver, FIRST_DELIVERY, type Delivery } from '../delivery.ts';
import type { SampleChannel } from '../truth.ts';
import { csvLine, decimal, linesOf } from './csv.ts';

const HEADER =
  'By Day,Campaign name,Campaign ID,Currency,Cost,Impressions,Clicks (destination),Complete payment,' +
  'Total complete payment value';

/**
 * TikTok Ads Manager by day: `-` for nothing, a total row below. The first delivery holds one row of a credit note,
 * whose cost is negative.
 */
export function tiktokExport(channels: readonly SampleChannel[], delivery: Delivery): string {
  const total = { spendCents: 0, impressions: 0, clicks: 0, payments: 0, valueCents: 0 };
  const rows = channels.flatMap((channel) =>
    deliver(channel, delivery).map((row) => {
      const payments = row.orders.length;
      total.spendCents += row.spendCents;
      total.impressions += row.impressions;
      total.clicks += row.clicks;
      total.payments += payments;
      total.valueCents += row.valueCents;
      return csvLine(
        [row.day, channel.name, channel.campaign, 'USD', decimal(row.spendCents), row.impressions, row.clicks],
        payments === 0 ? ['-', '-'] : [payments, decimal(row.valueCents)],
      );
    }),
  );
  const [first] = channels;
  if (delivery === FIRST_DELIVERY && first !== undefined) {
    rows.push(csvLine(['2026-08-14', first.name, first.campaign, 'USD', '-12.50', 0, 0, '-', '-']));
  }
  const totals = csvLine(
    ['Total', '', '', 'USD', decimal(total.spendCents), total.impressions, total.clicks],
    [total.payments, decimal(total.valueCents)],
  );
  return linesOf([HEADER, ...rows, totals]);
}
