import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign level report. Purchases and sales come in attribution windows side by side, of which one is taken. */
export const amazonWarehouse: ReportFormat = {
  id: 'amazon-warehouse',
  title: 'Amazon Ads warehouse table',
  platform: 'amazon',
  rows: 'days',
  columns: {
    day: ['date', 'report_date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['campaign_budget_currency_code'],
    spend: ['cost'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: [/^purchases_(?<window>\d+)_d$/],
    revenue: [/^sales_(?<window>\d+)_d$/],
    dailyBudget: ['campaign_budget_amount'],
    budgetType: ['campaign_budget_type'],
    status: ['campaign_status'],
    syncedAt: ['_fivetran_synced'],
    mark: ['campaign_bidding_strategy', 'campaign_budget_currency_code', /^(purchases|sales)_\d+_d$/],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/** Its campaigns: one row per change. The report names no account, so neither does this: else the two would not meet. */
export const amazonWarehouseCampaigns: ReportFormat = {
  ...amazonWarehouse,
  id: 'amazon-warehouse-campaigns',
  title: 'Amazon Ads warehouse table of campaigns',
  rows: 'campaigns',
  columns: {
    campaign: ['id'],
    name: ['name'],
    dailyBudget: ['budget'],
    budgetType: ['budget_type'],
    status: ['state'],
    changedAt: ['last_updated_date'],
    syncedAt: ['_fivetran_synced'],
    mark: ['bidding_strategy', 'targeting_type', 'portfolio_id'],
  },
  recognisedBy: [['campaign', 'name', 'dailyBudget', 'mark']],
  needs: [],
};
