/** Objects of the store that are deleted so many days after they were written. What lies elsewhere is kept. */
export interface Expiry {
  readonly prefix: string;
  readonly days: number;
}

/** How far back a refold reaches: the raw files of events are by far the most of a store. */
export const RAW_EVENTS_DAYS = 5;

/**
 * Pages of events are summed up in their days within minutes. They outlive the raw files by weeks, so that days which
 * more batches still come for can be made from scratch, and an ingest that stood still for long can go on.
 */
export const EVENT_PAGES_DAYS = 30;

export const STORE_EXPIRIES: readonly Expiry[] = [
  { prefix: 'raw/events/', days: RAW_EVENTS_DAYS },
  { prefix: 'pages/events/', days: EVENT_PAGES_DAYS },
  { prefix: 'manifests/', days: EVENT_PAGES_DAYS },
];

/** Files of a stage's inbox: longer than the longest weekend that nobody looks after an alarm. */
export const INBOX_DAYS = 3;

/** A bucket with versions holds what has expired for a day more. */
export const EXPIRED_VERSION_DAYS = 1;
