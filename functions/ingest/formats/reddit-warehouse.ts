import { campaignColumn, dayColumn, type ReportFormat } from './report-format.ts';

/** Campaign report: spend, impressions and clicks. Conversions come in a table of their own. */
export const redditWarehouse: ReportFormat = {
  id: 'reddit-warehouse',
  title: 'Reddit warehouse table',
  platform: 'reddit',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    name: ['campaign_name'],
    currency: ['currency'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    syncedAt: ['_fivetran_synced'],
    mark: ['conversion_roas', 'comment_upvotes', 'legacy_click_conversions_attribution_window_day'],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [dayColumn('the column "date"'), campaignColumn('the column "campaign_id"')],
  micros: ['spend'],
  conversionsDatedByClick: true,
  restatesDays: 28,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/**
 * Conversions per event, of which only purchases count. Windows lie side by side and contain one another: the week after
 * the click is taken, as on the other platforms. Values are whole currency, unlike spend.
 */
export const redditWarehouseConversions: ReportFormat = {
  ...redditWarehouse,
  id: 'reddit-warehouse-conversions',
  title: 'Reddit warehouse table of conversions',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    conversions: ['click_through_conversion_attribution_window_week'],
    revenue: ['total_value'],
    outcome: ['event_name'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['outcome', 'conversions']],
  micros: [],
  outcomes: ['purchase'],
};
