import { readDay } from '../decode/read-day.ts';
import { campaignColumn, dayColumn, type Preamble, type ReportFormat } from './report-format.ts';

/**
 * Reports of the web interface and the API: ten lines of preamble, a footer, and one row per device, network and match
 * type, which are summed. Days are UTC.
 */
export const microsoft: ReportFormat = {
  id: 'microsoft',
  title: 'Microsoft Advertising report',
  platform: 'microsoft',
  rows: 'days',
  columns: {
    day: ['timeperiod', 'gregoriandate', 'gregorian date', 'time period', 'day', 'date'],
    account: ['accountid', 'account id', 'accountnumber', 'account number'],
    campaign: ['campaignid', 'campaign id'],
    name: ['campaignname', 'campaign name', 'campaign'],
    currency: ['currencycode', 'currency code'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    // The qualified count is fractional and replaces the other.
    conversions: ['conversionsqualified', 'conversions qualified', 'conversions'],
    revenue: ['revenue'],
    // Only filled where campaigns share a budget.
    sharedBudget: ['budgetname', 'budget name'],
    status: ['campaignstatus', 'campaign status'],
    mark: [
      'timeperiod',
      'gregoriandate',
      'gregorian date',
      'accountid',
      'accountnumber',
      'account number',
      'campaignid',
    ],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [dayColumn('the column "TimePeriod" with the aggregation "Daily"'), campaignColumn('the column "CampaignId"')],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'sniffed',
  dates: 'monthFirst',
  blanks: 'zero',
  footer: /^[@©]\s*\d{4} Microsoft Corporation/,
  preamble: readMicrosoftPreamble,
};

const COMPLETED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2}):(\d{2}) ([AP])M)?/;

function readMicrosoftPreamble(lines: readonly string[]): Preamble {
  const stated = new Map(
    lines.map((line) => [line.split(':', 1)[0]?.trim().toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  const aggregation = stated.get('report aggregation') ?? '';
  const statedAtMs =
    momentOf(stated.get('last completed available hour') ?? '') ??
    momentOf(stated.get('last completed available day') ?? '') ??
    momentOf(stated.get('report time')?.split(',').at(-1)?.trim() ?? '');
  return {
    ...(statedAtMs === undefined ? {} : { statedAtMs }),
    ...(/^(daily|hourly|)$/i.test(aggregation) ? {} : { notDaily: `the report is aggregated "${aggregation}"` }),
    ...(stated.get('potential incomplete data')?.toLowerCase() === 'true'
      ? { warnings: ['Microsoft says the data may be incomplete: conversions of the newest days can still rise'] }
      : {}),
  };
}

/** Worked example: `2/8/2020 10:15:00 PM (GMT)`. */
function momentOf(text: string): number | undefined {
  const [, month = '', day = '', year = '', hour = '0', minute = '0', second = '0', half] = COMPLETED.exec(text) ?? [];
  if (readDay(`${month}/${day}/${year}`)?.monthFirst === undefined) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second));
}
