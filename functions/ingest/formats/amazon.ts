import { campaignColumn, type ReportFormat } from './report-format.ts';

/** Sponsored ads reports. Orders and sales come in attribution windows side by side, of which one is taken. */
export const amazon: ReportFormat = {
  id: 'amazon',
  title: 'Amazon Ads report',
  platform: 'amazon',
  rows: 'days',
  columns: {
    day: ['date'],
    spanStart: ['start date'],
    spanEnd: ['end date'],
    account: ['account id', 'profile id', 'advertiser id'],
    campaign: ['campaign id'],
    name: ['campaign name', 'campaigns'],
    currency: ['currency', 'budget currency'],
    spend: ['spend', /^spend ?\((?<currency>[a-z]{3})\)$/, 'total cost', /^total cost ?\((?<currency>[a-z]{3})\)$/],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: [/^(?<window>\d+) day total orders( \(#\))?$/, 'purchases', 'orders'],
    revenue: [
      /^(?<window>\d+) day total sales( \((?<currency>[a-z]{3})\))?$/,
      'sales',
      /^sales ?\((?<currency>[a-z]{3})\)$/,
    ],
    dailyBudget: ['budget amount', 'budget'],
    budgetType: ['budget type'],
    status: ['campaign status', 'status', 'state'],
    mark: ['portfolio name', /^\d+ day total (sales|orders)/, /\(?acos\)?$/, /\(?roas\)?$/],
  },
  recognisedBy: [
    ['spend', 'mark', 'name'],
    ['spend', 'mark', 'campaign'],
  ],
  needs: [
    {
      anyOf: ['day', 'spanStart'],
      code: 'NoDailyBreakdown',
      add: 'the time unit "Daily", which brings the column "Date"',
    },
    campaignColumn('the column "Campaign ID"'),
  ],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'zero',
  totals: /^Total$/i,
};
