import { deliver, type Delivery } from '../delivery.ts';
import { paddedSlashDate } from '../sample-calendar.ts';
import type { SampleChannel } from '../truth.ts';
import { csvLine, decimal, groupedDecimal, linesOf } from './csv.ts';

const HEADER =
  'Start Date (in UTC),Account Name,Campaign Name,Campaign ID,Total Spent,Impressions,Clicks,' +
  'Conversions,Total Conversion Value,Currency';
const ACCOUNT = 'Northtrail Outdoor, Inc.';

/**
 * LinkedIn Campaign Manager, daily: two lines of preamble, US dates, conversions on their own day, a total row. One
 * row has a date that no calendar knows.
 */
export function linkedinExport(channels: readonly SampleChannel[], delivery: Delivery): string {
  let spendCents = 0;
  const rows = channels.flatMap((channel) =>
    deliver(channel, delivery).map((row) => {
      spendCents += row.spendCents;
      return csvLine(
        [paddedSlashDate(row.day), ACCOUNT, channel.name, channel.campaign, groupedDecimal(row.spendCents)],
        [row.impressions, row.clicks, row.orders.length, decimal(row.valueCents), 'USD'],
      );
    }),
  );
  const [first] = channels;
  if (first !== undefined) {
    rows.push(csvLine(['06/31/2026', ACCOUNT, first.name, first.campaign, '88.00', 2100, 11, 0, '0.00', 'USD']));
  }
  return linesOf([
    'Campaign Performance Report (in UTC)',
    csvLine([`Report Start: ${paddedSlashDate(delivery.from)}, Report End: ${paddedSlashDate(delivery.to)}`]),
    '',
    HEADER,
    ...rows,
    csvLine(['Total', '', '', '', groupedDecimal(spendCents), '', '', '', '', 'USD']),
  ]);
}
