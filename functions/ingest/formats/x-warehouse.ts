import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign report per placement, summed. */
export const xWarehouse: ReportFormat = {
  id: 'x-warehouse',
  title: 'X Ads warehouse table',
  platform: 'x',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency'],
    spend: ['billed_charge_local_micro'],
    impressions: ['impressions'],
    clicks: ['url_clicks', 'clicks'],
    conversions: ['conversion_purchases_metric'],
    revenue: ['conversion_purchases_sale_amount_local_micro'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['spend']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  micros: ['spend', 'revenue'],
  conversionsDatedByClick: true,
  restatesDays: 28,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/** Its campaigns: one row per change, with daily and total budgets. */
export const xWarehouseCampaigns: ReportFormat = {
  ...xWarehouse,
  id: 'x-warehouse-campaigns',
  title: 'X Ads warehouse table of campaigns',
  rows: 'campaigns',
  columns: {
    account: ['account_id'],
    campaign: ['id'],
    name: ['name'],
    currency: ['currency'],
    dailyBudget: ['daily_budget_amount_local_micro'],
    totalBudget: ['total_budget_amount_local_micro'],
    status: ['entity_status'],
    changedAt: ['updated_at'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['campaign', 'dailyBudget', 'totalBudget']],
  needs: [],
  micros: ['dailyBudget', 'totalBudget'],
  budgetIsDaily: true,
};
