import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Daily campaign performance, split by device, network and match type: summed. */
export const microsoftWarehouse: ReportFormat = {
  id: 'microsoft-warehouse',
  title: 'Microsoft Advertising warehouse table',
  platform: 'microsoft',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency_code'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['conversions_qualified', 'conversions'],
    revenue: ['revenue'],
    sharedBudget: ['budget_name'],
    status: ['campaign_status'],
    syncedAt: ['_fivetran_synced'],
    mark: [
      'bid_match_type',
      'delivered_match_type',
      'budget_association_status',
      'conversions_qualified',
      'top_vs_other',
    ],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/** Its campaigns: one row per change. */
export const microsoftWarehouseCampaigns: ReportFormat = {
  ...microsoftWarehouse,
  id: 'microsoft-warehouse-campaigns',
  title: 'Microsoft Advertising warehouse table of campaigns',
  rows: 'campaigns',
  columns: {
    account: ['account_id'],
    campaign: ['id'],
    name: ['name'],
    status: ['status'],
    changedAt: ['modified_time'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['campaign', 'account', 'name', 'changedAt']],
  needs: [],
};
