import type { ChannelBookEntry, DayRollup, Delivery, RolledChannel } from '../../functions/core/rollup.ts';
import { addDays, type Day } from '../../functions/core/calendar.ts';
import { reportedAt, type Playout } from './playout.ts';
import { VALUE_OF_CONVERSION } from './scenarios.ts';

/** A Monday; day 0 of every account. */
export const FIRST_DAY: Day = '2025-01-06';

const MS_PER_DAY = 86_400_000;
const FIRST_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);
/** A file comes every night with the last 7 days, every seventh night with the last 31. */
const NIGHTLY_AGE = 6;
const WEEKLY_AGE = 30;

interface ChannelOnDay {
  readonly deliveries: Delivery[];
  conversions: number;
}

/** What a store holds of an account whose platforms report every night; grows by a day at a time. */
export interface Reports {
  readonly rollups: DayRollup[];
  readonly ids: readonly string[];
  readonly book: readonly ChannelBookEntry[];
  readonly days: ChannelOnDay[][];
}

export function emptyReports({ account }: Playout): Reports {
  const ids = account.lines.map(({ platform }, line) => `p${platform}:1:${String(line).padStart(5, '0')}`);
  const book = account.lines.map(({ platform, startSpend }, line): ChannelBookEntry => ({
    channel: ids[line] ?? '',
    name: ids[line] ?? '',
    platform: `p${platform}`,
    budgetKind: 'daily',
    paused: false,
    budgetFromFile: { micros: microsOf(startSpend), atMs: 0 },
    budgetFromReport: null,
  }));
  return { rollups: [], ids, book, days: [] };
}

/** Adds the files of the night after `asOf`: the new day, and past days restated where conversions come late. */
export function deliverNight(reports: Reports, playout: Playout, asOf: number): void {
  const { delayed } = playout.account.scenario;
  reports.days.push(reports.ids.map(() => ({ deliveries: [], conversions: 0 })));
  const oldest = delayed ? Math.max(0, asOf - (asOf % 7 === 0 ? WEEKLY_AGE : NIGHTLY_AGE)) : asOf;
  for (let day = oldest; day <= asOf; day += 1) restate(reports, playout, day, asOf);
}

function restate({ rollups, ids, days }: Reports, playout: Playout, day: number, asOf: number): void {
  const { account, spend } = playout;
  // Told within the hour after midnight.
  const statedAtMs = FIRST_MS + (asOf + 1) * MS_PER_DAY + 3_600_000;
  const channels = ids.map((channel, line): RolledChannel => {
    const own = days[day]?.[line] ?? { deliveries: [], conversions: 0 };
    own.conversions = reportedAt(playout, line, day, asOf);
    const conversionMicros = own.conversions * 1_000_000;
    const revenueMicros = own.conversions * VALUE_OF_CONVERSION * 1_000_000;
    if (account.scenario.delayed) own.deliveries.push({ statedAtMs, conversionMicros, revenueMicros });
    const spendMicros = microsOf(spend[day * ids.length + line] ?? 0);
    return {
      channel,
      report: { spendMicros, conversionMicros, revenueMicros },
      events: {},
      deliveries: own.deliveries,
    };
  });
  channels.sort((a, b) => (a.channel < b.channel ? -1 : 1));
  rollups[day] = { day: addDays(FIRST_DAY, day), covers: [], channels };
}

/** Whole cents, as platforms state them. */
export function microsOf(amount: number): number {
  return Math.round(100 * amount) * 10_000;
}

/** The local day of an instant where the account's zone is UTC. */
export function utcDay(epochMs: number): Day {
  const offset = Math.floor((epochMs - FIRST_MS) / MS_PER_DAY);
  return (DAYS[offset] ??= addDays(FIRST_DAY, offset));
}

const DAYS: Day[] = [];
