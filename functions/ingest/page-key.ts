import { batchIdOfObjectName, objectNameOf } from './batch-id.ts';

/** Changes whenever a fold of the same bytes may come out differently; part of the page's key. */
const FOLD_VERSION = 1;

/** Pages of events, which may expire once their days are rolled up and the replay window has passed. */
const EVENT_PAGES = 'pages/events/';

/** Pages of reports, which are read again whenever one of their days is delivered again. */
const REPORT_PAGES = 'pages/reports/';

export function eventPageKey(batchId: string, timeZone: string): string {
  return `${EVENT_PAGES}${objectNameOf(batchId)}.e${FOLD_VERSION}.${timeZone.replaceAll('/', '-')}`;
}

export function reportPageKey(batchId: string): string {
  return `${REPORT_PAGES}${objectNameOf(batchId)}.r${FOLD_VERSION}`;
}

export function isEventPage(pageKey: string): boolean {
  return pageKey.startsWith(EVENT_PAGES);
}

/** The batch a page is the fold of; undefined where its id was too long to be kept whole in the key. */
export function batchIdOfPage(pageKey: string): string | undefined {
  const name = pageKey.slice(pageKey.lastIndexOf('/') + 1);
  return batchIdOfObjectName(name.replace(/\.(?:e\d+\.[^.]+|r\d+)$/, ''));
}
