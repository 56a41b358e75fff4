import { batchIdOfObjectName } from './batch-id.ts';

/** Pages of events, which may expire once their days are rolled up and the replay window has passed. */
export const EVENT_PAGES = 'pages/events/';

/** Pages of reports, which are read again whenever one of their days is delivered again. */
export const REPORT_PAGES = 'pages/reports/';

export function isEventPage(pageKey: string): boolean {
  return pageKey.startsWith(EVENT_PAGES);
}

/** The batch a page is the fold of; undefined where its id was too long to be kept whole in the key. */
export function batchIdOfPage(pageKey: string): string | undefined {
  const name = pageKey.slice(pageKey.lastIndexOf('/') + 1);
  return batchIdOfObjectName(name.replace(/\.(?:e\d+\.[^.]+|r\d+)$/, ''));
}
