import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Analytics by campaign; money in the account's currency, not in the `_usd` column beside it. */
export const linkedinWarehouse: ReportFormat = {
  id: 'linkedin-warehouse',
  title: 'LinkedIn warehouse table',
  platform: 'linkedin',
  rows: 'days',
  columns: {
    day: ['day', 'date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency'],
    spend: ['cost_in_local_currency'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['external_website_conversions'],
    revenue: ['conversion_value_in_local_currency'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['spend']],
  needs: [dayColumn('the column "day"'), campaignColumn('the column "campaign_id"')],
  conversionsDatedByClick: false,
  restatesDays: 7,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};
