import { dayColumn, type ReportFormat } from './report-format.ts';

/**
 * Delivery per ad and day. The table has no campaign unless the query joined it; then each ad is a channel of its own,
 * whose budget cannot be moved, since an ad holds none.
 */
export const metaWarehouse: ReportFormat = {
  id: 'meta-warehouse',
  title: 'Meta warehouse table',
  platform: 'meta',
  rows: 'days',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    ad: ['ad_id'],
    name: ['campaign_name', 'ad_name'],
    currency: ['account_currency', 'currency'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['inline_link_clicks', 'clicks'],
    syncedAt: ['_fivetran_synced'],
    mark: ['inline_link_clicks', 'ad_id', 'adset_id'],
  },
  recognisedBy: [['spend', 'mark']],
  needs: [
    dayColumn('the column "date"'),
    { anyOf: ['campaign', 'ad'], code: 'MissingColumn', add: 'the column "campaign_id"' },
  ],
  conversionsDatedByClick: true,
  restatesDays: 28,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'zero',
};

/** One purchase is listed under several of these, so only the first that is there counts; later ones are narrower. */
const PURCHASES = [
  'omni_purchase',
  'purchase',
  'offsite_conversion.fb_pixel_purchase',
  'onsite_web_purchase',
  'onsite_web_app_purchase',
  'onsite_conversion.purchase',
  'app_custom_event.fb_mobile_purchase',
  'web_in_store_purchase',
];

/** Purchase values. Its columns are those of the counts, so the amounts tell them apart: counts are whole numbers. */
export const metaWarehouseActionValues: ReportFormat = {
  ...metaWarehouse,
  id: 'meta-warehouse-action-values',
  title: 'Meta warehouse table of action values',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    ad: ['ad_id'],
    outcome: ['action_type'],
    revenue: ['value'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['ad', 'outcome', 'revenue']],
  outcomes: PURCHASES,
};

/** Purchase counts. */
export const metaWarehouseActions: ReportFormat = {
  ...metaWarehouseActionValues,
  id: 'meta-warehouse-actions',
  title: 'Meta warehouse table of actions',
  columns: {
    day: ['date'],
    account: ['account_id'],
    campaign: ['campaign_id'],
    ad: ['ad_id'],
    outcome: ['action_type'],
    conversions: ['value'],
    revenue: ['value'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['ad', 'outcome', 'conversions']],
  ifFractional: metaWarehouseActionValues,
};
