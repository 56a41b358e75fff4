import type { Day } from '../core/calendar.ts';
import { RAW_EVENTS_DAYS } from '../core/retention.ts';
import { fromDayRanges } from './day-ranges.ts';
import type { RegisteredBatch } from './register.ts';

const MS_PER_DAY = 86_400_000;

export interface RefoldPlan {
  /** Batches that are folded again. */
  readonly again: readonly RegisteredBatch[];
  /** Batches whose raw file is there, and which stand as they are, since they share a day with one that is not. */
  readonly kept: readonly RegisteredBatch[];
  /** Batches of events whose raw file has expired. */
  readonly expired: readonly RegisteredBatch[];
  /** Days of those: not all of what made them can be read any more, so they stand as they are. */
  readonly settledDays: ReadonlySet<Day>;
}

/** What a refold at this time can make anew. Worked example: events that arrived eight days ago have settled their days. */
export function planRefold(register: readonly RegisteredBatch[], nowMs: number): RefoldPlan {
  const [expired = [], others = []] = [true, false].map((wanted) =>
    register.filter((batch) => hasExpired(batch, nowMs) === wanted),
  );
  const settledDays = new Set(expired.flatMap(({ days }) => fromDayRanges(days)));
  const [kept = [], again = []] = [true, false].map((wanted) =>
    others.filter(({ days }) => fromDayRanges(days).some((day) => settledDays.has(day)) === wanted),
  );
  return { again, kept, expired, settledDays };
}

function hasExpired({ kind, arrivalMs }: RegisteredBatch, nowMs: number): boolean {
  return kind === 'events' && arrivalMs <= nowMs - RAW_EVENTS_DAYS * MS_PER_DAY;
}
