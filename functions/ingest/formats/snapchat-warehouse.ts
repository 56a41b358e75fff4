import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign report per hour, summed to days. */
export const snapchatWarehouse: ReportFormat = {
  id: 'snapchat-warehouse',
  title: 'Snapchat warehouse table',
  platform: 'snapchat',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['ad_account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['swipes'],
    conversions: ['conversion_purchases'],
    revenue: ['conversion_purchases_value'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['spend', 'clicks']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  micros: ['spend', 'revenue'],
  // The API's default, `action_report_time=conversion`.
  conversionsDatedByClick: false,
  restatesDays: 28,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};
