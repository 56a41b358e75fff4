import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign statistics as a warehouse connector copies them from the API: one row per device and network. */
export const googleWarehouse: ReportFormat = {
  id: 'google-warehouse',
  title: 'Google Ads warehouse table',
  platform: 'google',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['customer_id'],
    campaign: ['campaign_id', 'id'],
    name: ['campaign_name'],
    currency: ['currency_code'],
    spend: ['cost_micros'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['conversions'],
    revenue: ['conversions_value'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['spend']],
  needs: [
    dayColumn('the column "date"'),
    campaignColumn(
      'the campaign\'s column "id" (or "campaign_id"), as in the table campaign_stats: account totals hold no campaigns',
    ),
  ],
  micros: ['spend'],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/** Its campaigns: one row per change. */
export const googleWarehouseCampaigns: ReportFormat = {
  ...googleWarehouse,
  id: 'google-warehouse-campaigns',
  title: 'Google Ads warehouse table of campaigns',
  rows: 'campaigns',
  columns: {
    account: ['customer_id'],
    campaign: ['id'],
    name: ['name'],
    status: ['status'],
    changedAt: ['updated_at'],
    syncedAt: ['_fivetran_synced'],
    mark: ['advertising_channel_type'],
  },
  recognisedBy: [['campaign', 'account', 'mark']],
  needs: [],
};
