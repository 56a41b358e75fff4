import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/**
 * The campaign table as downloaded from the web interface: a title, a date range, then the header. UTF-8 with commas, or
 * UTF-16 with tabs where "Excel" was chosen. Total rows repeat the money up to four times and have no day.
 */
export const googleAds: ReportFormat = {
  id: 'google-ads',
  title: 'Google Ads report',
  platform: 'google',
  rows: 'days',
  columns: {
    day: ['day', 'date', 'dia', 'jour', 'tag'],
    account: ['customer id', 'external customer id'],
    campaign: ['campaign id'],
    name: ['campaign'],
    currency: ['currency code', 'currency'],
    spend: ['cost', /^cost \((?<currency>[a-z]{3})\)$/],
    impressions: ['impr.', 'impressions'],
    clicks: ['clicks'],
    conversions: ['conversions'],
    revenue: ['conv. value', 'conversions value', 'conversion value', 'total conv. value'],
    dailyBudget: ['budget'],
    budgetType: ['budget type'],
    sharedBudget: ['budget name'],
    status: ['campaign status', 'campaign state'],
    mark: ['impr.', 'interactions', 'currency code', 'campaign id', 'budget type', 'campaign type', 'campaign status'],
  },
  recognisedBy: [['name', 'spend', 'mark']],
  needs: [
    dayColumn('the segment "Day" (Segment > Time > Day)'),
    campaignColumn('the column "Campaign ID" (Columns > Attributes)'),
  ],
  // `Conversions` counts by the date of the click; `Conv. (by conv. time)` would not.
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'sniffed',
  dates: 'sniffed',
  dayFirstUnder: /^(dia|jour|tag)$/,
  blanks: 'zero',
  totals:
    /^Total(: (Account|Campaigns|Filtered campaigns|Filtered|Search|Display|Video|Shopping|Performance Max|Smart|App|Demand Gen|Discovery|Local|Hotel|Travel|Call|Experiments|Drafts))?$/,
};
