import { batchIdOfObjectName, objectNameOf } from './batch-id.ts';

/** Changes whenever a fold of the same bytes may come out differently; part of the page's key. */
const FOLD_VERSION = 1;

/** Pages of events, which may expire once their days are rolled up and the replay window has passed. */
const EVENT_PAGES = 'pages/events/';

/** Pages of reports, which are read again whenever one of their days is delivered again. */
const REPORT_PAGES = 'pages/reports/';

/** Raw files of events: most of what a store holds, kept for a replay window. */
const RAW_EVENTS = 'raw/events/';

/** Raw files of reports, which are small, and kept. */
const RAW_REPORTS = 'raw/reports/';

/** What a page is made from besides the batch's bytes. */
export interface FoldedWhen {
  readonly batchId: string;
  readonly timeZone: string;
  /** Rows are judged by it. Two ingests that take the same file at once fold it to pages of their own, one of which counts. */
  readonly arrivalMs: number;
}

export function eventPageKey({ batchId, timeZone, arrivalMs }: FoldedWhen): string {
  return `${EVENT_PAGES}${objectNameOf(batchId)}.e${FOLD_VERSION}-${arrivalMs.toString(36)}.${timeZone.replaceAll('/', '-')}`;
}

export function reportPageKey({ batchId, arrivalMs }: Omit<FoldedWhen, 'timeZone'>): string {
  return `${REPORT_PAGES}${objectNameOf(batchId)}.r${FOLD_VERSION}-${arrivalMs.toString(36)}`;
}

/** Of two files that claim one name at once, neither becomes the other's raw file. */
export function rawEventsKey({ batchId, arrivalMs }: Omit<FoldedWhen, 'timeZone'>): string {
  return `${RAW_EVENTS}${objectNameOf(batchId)}.${arrivalMs.toString(36)}`;
}

/** The id of a report holds the hash of its bytes. */
export function rawReportKey(batchId: string): string {
  return `${RAW_REPORTS}${objectNameOf(batchId)}`;
}

export function isEventPage(pageKey: string): boolean {
  return pageKey.startsWith(EVENT_PAGES);
}

/** The batch a page is the fold of; undefined where its id was too long to be kept whole in the key. */
export function batchIdOfPage(pageKey: string): string | undefined {
  const name = pageKey.slice(pageKey.lastIndexOf('/') + 1);
  return batchIdOfObjectName(name.replace(/\.(?:e\d+(?:-\w+)?\.[^.]+|r\d+(?:-\w+)?)$/, ''));
}
