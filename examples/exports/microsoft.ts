import { deliver, sumOrders, type DeliveredDay, type Delivery } from '../delivery.ts';
import type { Order } from '../history.ts';
import { slashDate } from '../sample-calendar.ts';
import type { SampleChannel } from '../truth.ts';
import { groupedDecimal, linesOf, quote } from './csv.ts';

const HEADER = [
  'AccountId',
  'CampaignId',
  'TimePeriod',
  'CurrencyCode',
  'CampaignName',
  'CampaignStatus',
  'DeviceType',
  'Impressions',
  'Clicks',
  'Spend',
  'Conversions',
  'Revenue',
];

/** Of ten orders, clicks or cents, how many go to each device; the last one takes what is left over. */
const DEVICES = [
  { device: 'Computer', tenths: 5 },
  { device: 'Smartphone', tenths: 4 },
  { device: 'Tablet', tenths: 1 },
] as const;

interface Split {
  readonly device: string;
  readonly impressions: number;
  readonly clicks: number;
  readonly spendCents: number;
  readonly orders: readonly Order[];
}

function splitByDevice(row: DeliveredDay): Split[] {
  let tenthsBefore = 0;
  return DEVICES.map(({ device, tenths }) => {
    const from = tenthsBefore;
    const to = from + tenths;
    tenthsBefore = to;
    const share = (whole: number): number => Math.floor((whole * to) / 10) - Math.floor((whole * from) / 10);
    return {
      device,
      impressions: share(row.impressions),
      clicks: share(row.clicks),
      spendCents: share(row.spendCents),
      orders: row.orders.filter((_, index) => from <= index % 10 && index % 10 < to),
    };
  });
}

function quotedLine(...groups: readonly (readonly (string | number)[])[]): string {
  return groups
    .flat()
    .map((cell) => quote(String(cell)))
    .join(',');
}

/**
 * Campaign performance report of Microsoft Advertising, daily and by device: ten lines before the header, every cell
 * quoted, thousands in amounts (format version 1.0), a copyright line below, lines ended by CR LF.
 */
export function microsoftExport(channels: readonly SampleChannel[], delivery: Delivery): string {
  const rows = channels.flatMap((channel) =>
    deliver(channel, delivery).flatMap((row) =>
      splitByDevice(row).map(({ device, impressions, clicks, spendCents, orders }) =>
        quotedLine(
          [channel.account, channel.campaign, row.day, 'USD', channel.name, 'Active', device],
          [
            impressions,
            clicks,
            groupedDecimal(spendCents),
            orders.length,
            groupedDecimal(sumOrders(orders).valueCents),
          ],
        ),
      ),
    ),
  );
  const completed = `${slashDate(delivery.madeOn)} 6:00:00 AM (GMT)`;
  const preamble = [
    'Report Name: Campaigns by day',
    `Report Time: ${slashDate(delivery.from)}, ${slashDate(delivery.to)}`,
    'Time Zone: (GMT-05:00) Eastern Time (US & Canada)',
    `Last Completed Available Day: ${completed}`,
    `Last Completed Available Hour: ${completed}`,
    'Report Aggregation: Daily',
    'Report Filter: ',
    'Potential Incomplete Data: false',
    `Rows: ${rows.length}`,
  ].map(quote);
  const footer = quote('@2026 Microsoft Corporation. All rights reserved. ');
  return linesOf([...preamble, '', quotedLine(HEADER), ...rows, '', footer], '\r\n');
}
