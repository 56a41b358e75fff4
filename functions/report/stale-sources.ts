import { type Day, daysBetween } from '../core/calendar.ts';
import type { ScoreSheet } from '../core/scored.ts';

/** Platforms pause for a weekend and deliver a day late; after this many days without spend a source is named. */
const STALE_AFTER_DAYS = 3;

/** A platform's account whose channels, though not paused, have spent nothing for days. */
export interface StaleSource {
  readonly source: string;
  readonly lastDay: Day;
  readonly days: number;
}

/** Longest silent first. Worked example: spend to 2026-11-10 and a plan as of 2026-11-20 is 10 days. */
export function staleSources(sheet: ScoreSheet): StaleSource[] {
  const lastDays = new Map<string, Day>();
  for (const { channel, platform, paused, series } of sheet.channels) {
    const last = series.findLast(({ spendMicros }) => spendMicros > 0)?.day;
    if (paused || last === undefined) continue;
    const source = sourceOf(channel, platform);
    const known = lastDays.get(source);
    if (known === undefined || known < last) lastDays.set(source, last);
  }
  return [...lastDays]
    .map(([source, lastDay]) => ({ source, lastDay, days: daysBetween(lastDay, sheet.asOf) }))
    .filter(({ days }) => days > STALE_AFTER_DAYS)
    .sort((a, b) => b.days - a.days || (a.source < b.source ? -1 : 1));
}

function sourceOf(channel: string, platform: string): string {
  const [, account, campaign] = channel.split(':', 3);
  return campaign === undefined ? platform : `${platform}:${account}`;
}
