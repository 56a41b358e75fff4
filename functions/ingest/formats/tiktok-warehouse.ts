import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign reports per day, hour or country; hours and countries are summed. */
export const tiktokWarehouse: ReportFormat = {
  id: 'tiktok-warehouse',
  title: 'TikTok warehouse table',
  platform: 'tiktok',
  rows: 'days',
  columns: {
    day: ['stat_time_day', 'stat_time_hour'],
    account: ['advertiser_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['conversion'],
    revenue: ['total_purchase_value', 'total_complete_payment_value'],
    syncedAt: ['_fivetran_synced'],
    mark: ['stat_time_day', 'stat_time_hour', 'real_time_conversion'],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [dayColumn('the column "stat_time_day"'), campaignColumn('the column "campaign_id"')],
  // `conversion` counts on the day of the click, `real_time_conversion` on its own.
  conversionsDatedByClick: true,
  restatesDays: 28,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};
