import type { Day } from '../core/calendar.ts';
import type { DecodedReport } from '../core/facts.ts';
import { spanOf } from './claimed-ids.ts';
import { coverageOfReport } from './coverage.ts';
import { toDayRanges } from './day-ranges.ts';
import type { FoldedEvents } from './fold-events.ts';
import type { RegisteredBatch } from './register.ts';

/** What is known of a batch besides what its fold says. */
export type BatchOrigin = Pick<
  RegisteredBatch,
  | 'batchId'
  | 'name'
  | 'sha256'
  | 'fingerprint'
  | 'arrivalMs'
  | 'currency'
  | 'timeZone'
  | 'acceptDays'
  | 'rawKey'
  | 'pageKey'
  | 'rejectsKey'
>;

export function eventBatch(folded: FoldedEvents, origin: BatchOrigin): RegisteredBatch {
  const { days, channelDays } = extentOf(folded);
  const lastDay = days.at(-1);
  const { events, accepted, rejected, claims } = folded;
  const { batchId, name, sha256, fingerprint, arrivalMs, currency, timeZone, acceptDays, ...keys } = origin;
  const { pageKey, rawKey, rejectsKey } = keys;
  return {
    batchId,
    name,
    kind: 'events',
    format: 'events',
    sha256,
    fingerprint,
    arrivalMs,
    statedAtMs: null,
    currency,
    timeZone,
    acceptDays,
    days: toDayRanges(days),
    coverage: lastDay === undefined ? [] : [{ source: 'events', throughDay: lastDay, lastActiveDay: lastDay }],
    counts: { rows: 0, events, accepted, rejected },
    conversions: claims.length === 0 ? null : { count: claims.length, ...spanOf(claims) },
    channelDays,
    notes: 0,
    pageKey,
    rawKey,
    rejectsKey,
  };
}

export function reportBatch(report: DecodedReport, origin: BatchOrigin): RegisteredBatch {
  const { batchId, name, sha256, fingerprint, arrivalMs, currency, timeZone, acceptDays, ...keys } = origin;
  const { pageKey, rawKey, rejectsKey } = keys;
  return {
    batchId,
    name,
    kind: report.kind,
    format: report.format,
    sha256,
    fingerprint,
    arrivalMs,
    statedAtMs: report.statedAtMs,
    currency,
    timeZone,
    acceptDays,
    days: toDayRanges(report.facts.map(({ day }) => day)),
    coverage: coverageOfReport(report),
    counts: { rows: report.rows, events: 0, accepted: report.accepted, rejected: report.rejects.length },
    conversions: null,
    channelDays: report.facts.length,
    notes: report.notes.length,
    pageKey,
    rawKey,
    rejectsKey,
  };
}

/** The days of a page, ascending, and the number of its rows. */
function extentOf({ cells, days }: FoldedEvents): { days: Day[]; channelDays: number } {
  const seen = new Set<Day>();
  let channelDays = 0;
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (cells.said[cell] === 0) continue;
    channelDays += 1;
    seen.add(days[cells.day[cell] ?? 0] ?? '');
  }
  return { days: [...seen].sort(), channelDays };
}
