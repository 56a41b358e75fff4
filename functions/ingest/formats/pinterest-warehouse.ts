import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign report. `_1` counts what was paid for, `_2` what people passed on: only the first is bought with budget. */
export const pinterestWarehouse: ReportFormat = {
  id: 'pinterest-warehouse',
  title: 'Pinterest warehouse table',
  platform: 'pinterest',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['advertiser_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    spend: ['spend_in_micro_dollar'],
    impressions: ['impression_1'],
    clicks: ['clickthrough_1'],
    conversions: ['total_conversions'],
    revenue: ['total_conversions_value_in_micro_dollar'],
    status: ['campaign_status'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['spend']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  micros: ['spend', 'revenue'],
  conversionsDatedByClick: true,
  restatesDays: 30,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};
