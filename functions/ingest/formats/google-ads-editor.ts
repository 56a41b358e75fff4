import { campaignColumn, type ReportFormat } from './report-format.ts';

/** Campaign settings from the Google Ads Editor (UTF-16, tabs): names, status and budgets, no performance. */
export const googleAdsEditor: ReportFormat = {
  id: 'google-ads-editor',
  title: 'Google Ads Editor export',
  platform: 'google',
  rows: 'campaigns',
  columns: {
    account: ['customer id'],
    campaign: ['campaign id'],
    name: ['campaign'],
    currency: ['currency code'],
    dailyBudget: ['budget'],
    budgetType: ['budget type'],
    sharedBudget: ['budget name', 'shared budget name'],
    status: ['campaign status'],
  },
  recognisedBy: [['name', 'dailyBudget', 'budgetType']],
  needs: [campaignColumn('the column "Campaign ID"')],
  conversionsDatedByClick: true,
  restatesDays: 0,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'unsaid',
};
