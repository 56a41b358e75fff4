import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** TikTok Ads Manager, at any level: ads and ad groups are summed into their campaign. */
export const tiktok: ReportFormat = {
  id: 'tiktok',
  title: 'TikTok Ads Manager report',
  platform: 'tiktok',
  rows: 'days',
  columns: {
    day: ['by day', 'date', 'day'],
    account: ['account id', 'advertiser id'],
    campaign: ['campaign id'],
    name: ['campaign name'],
    currency: ['currency'],
    spend: ['cost', /^cost \((?<currency>[a-z]{3})\)$/, 'total cost'],
    impressions: ['impressions', 'impression'],
    clicks: ['clicks (destination)', 'destination clicks', 'clicks (all)', 'clicks'],
    conversions: ['complete payment', 'purchases', 'purchases (website)', 'conversions', 'conversion'],
    revenue: [
      'total complete payment value',
      'complete payment value',
      'total purchase value',
      'purchase value (website)',
    ],
    dailyBudget: ['campaign budget', 'budget'],
    budgetType: ['campaign budget type', 'budget type', 'budget mode'],
    status: ['campaign status', 'campaign operation status'],
  },
  recognisedBy: [['name', 'spend']],
  needs: [dayColumn('the dimension "By Day"'), campaignColumn('the column "Campaign ID"')],
  conversionsDatedByClick: true,
  restatesDays: 28,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'zero',
  totals: /^Total( of .*)?$/i,
};
