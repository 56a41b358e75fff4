import { deliver, type Delivery } from '../delivery.ts';
import { longDate } from '../sample-calendar.ts';
import type { SampleChannel } from '../truth.ts';
import { csvLine, decimal, groupedCount, groupedDecimal, linesOf } from './csv.ts';

const HEADER =
  'Campaign status,Campaign,Campaign ID,Day,Budget,Budget name,Budget type,Campaign type,Currency code,' +
  'Cost,Impr.,Clicks,Conversions,Conv. value';

/** Google writes this, with the blank, for what does not apply. */
const NONE = ' --';

function campaignType(name: string): string {
  const [kind = ''] = name.split(' | ');
  return kind === 'Total Shelter' ? 'Search' : kind;
}

/**
 * "Campaign report" of the Google Ads web interface, segmented by day: two lines of preamble, thousands in counts but
 * not in costs, ` --` for nothing, and the totals, each scope again, below.
 */
export function googleExport(channels: readonly SampleChannel[], delivery: Delivery): string {
  const total = { spendCents: 0, impressions: 0, clicks: 0, conversionHundredths: 0, valueCents: 0 };
  const rows = channels.flatMap((channel) =>
    deliver(channel, delivery).map((row) => {
      total.spendCents += row.spendCents;
      total.impressions += row.impressions;
      total.clicks += row.clicks;
      total.conversionHundredths += row.conversionHundredths;
      total.valueCents += row.valueCents;
      return csvLine(
        ['Enabled', channel.name, channel.campaign, row.day],
        [decimal(100 * (channel.totalBudget ?? channel.dailyBudget)), NONE],
        [channel.totalBudget === null ? 'Daily' : 'Campaign Total', campaignType(channel.name), 'USD'],
        [decimal(row.spendCents), groupedCount(row.impressions), groupedCount(row.clicks)],
        [groupedDecimal(row.conversionHundredths), groupedDecimal(row.valueCents)],
      );
    }),
  );
  const totals = ['Total: Campaigns', 'Total: Account'].map((scope) =>
    csvLine(
      [scope, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 'USD'],
      [decimal(total.spendCents), groupedCount(total.impressions), groupedCount(total.clicks)],
      [groupedDecimal(total.conversionHundredths), groupedDecimal(total.valueCents)],
    ),
  );
  const period = csvLine([`${longDate(delivery.from)} - ${longDate(delivery.to)}`]);
  return linesOf(['Campaign report', period, HEADER, ...rows, ...totals]);
}
