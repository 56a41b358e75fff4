import { googleAds } from './google-ads.ts';
import type { ReportFormat } from './report-format.ts';

/** CSV of the former AdWords API, kept in many archives: the same columns, but money in micros. Its title tells it. */
export const googleAdsApi: ReportFormat = {
  ...googleAds,
  id: 'google-ads-api',
  title: 'AdWords API report',
  recognisedByPreamble: /[A-Z]+_PERFORMANCE_REPORT\b/,
  recognisedBy: [
    ['spend', 'campaign'],
    ['spend', 'name'],
  ],
  micros: ['spend', 'dailyBudget'],
};
