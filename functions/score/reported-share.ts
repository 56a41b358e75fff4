import { epochDayOf, type Day } from '../core/calendar.ts';
import { platformOf, type ChannelId } from '../core/channel.ts';
import type { DayRollup, Delivery, RolledChannel } from '../core/rollup.ts';
import { completenessAt, completenessCurves, type ReportedAt, type Restatements } from './completeness.ts';
import type { CompletenessOf } from './series.ts';

/**
 * Completeness of each channel's days, learnt from how earlier days were restated. A channel's day without deliveries is
 * not dated by click: complete. Its age is counted in local days from the day's end to its newest delivery.
 */
export function reportedShare(
  rollups: readonly DayRollup[],
  localDay: (epochMs: number) => Day,
  platformIn: (channel: ChannelId) => string = platformOf,
): CompletenessOf {
  const statedOn = epochDaysIn(localDay);
  const curves = completenessCurves(restatements(rollups, statedOn, platformIn));
  return (epochDay, { channel, deliveries }) => {
    const newest = deliveries.at(-1);
    const curve = curves.get(platformIn(channel)) ?? curves.get(null);
    if (newest === undefined || curve === undefined) return 1;
    return completenessAt(curve, ageOf(newest, epochDay, statedOn));
  };
}

type EpochDayAt = (epochMs: number) => number;

/** A file states thousands of rows at one instant: each instant is looked up once. */
function epochDaysIn(localDay: (epochMs: number) => Day): EpochDayAt {
  const known = new Map<number, number>();
  return (epochMs) => {
    const cached = known.get(epochMs);
    if (cached !== undefined) return cached;
    const epochDay = epochDayOf(localDay(epochMs));
    known.set(epochMs, epochDay);
    return epochDay;
  };
}

/** One at a time, for a year of 10,000 channels restated nightly is a hundred million statements. */
function* restatements(
  rollups: readonly DayRollup[],
  statedOn: EpochDayAt,
  platformIn: (channel: ChannelId) => string,
): Generator<Restatements> {
  const moneyADay = meanDailyRevenue(rollups);
  for (const { day, channels } of rollups) {
    const epochDay = epochDayOf(day);
    for (const rolled of channels) {
      if (rolled.deliveries.length < 2) continue;
      const statements = statementsOf(rolled, epochDay, statedOn, moneyADay.get(rolled.channel) ?? 1);
      yield { platform: platformIn(rolled.channel), statements };
    }
  }
}

/** Of several statements at one age the last counts. Statements that name neither conversions nor revenue say nothing. */
function statementsOf(
  { deliveries }: RolledChannel,
  epochDay: number,
  statedOn: EpochDayAt,
  moneyADay: number,
): ReportedAt[] {
  const inConversions = deliveries.every(({ conversionMicros }) => conversionMicros !== undefined);
  const statements: ReportedAt[] = [];
  for (const delivery of deliveries) {
    const { conversionMicros, revenueMicros } = delivery;
    const outcomes = inConversions ? (conversionMicros ?? 0) / 1e6 : (revenueMicros ?? Number.NaN) / moneyADay;
    if (!Number.isFinite(outcomes)) continue;
    const ageDays = ageOf(delivery, epochDay, statedOn);
    // Deliveries ascend by time, and so do ages.
    if (statements.at(-1)?.ageDays === ageDays) statements.pop();
    statements.push({ ageDays, outcomes: Math.max(0, outcomes) });
  }
  return statements;
}

/** Only channels that are restated; money is counted in their own mean days, so that large channels do not rule. */
function meanDailyRevenue(rollups: readonly DayRollup[]): Map<ChannelId, number> {
  const sums = new Map<ChannelId, { revenue: number; days: number }>();
  for (const { channels } of rollups) {
    for (const { channel, deliveries } of channels) {
      if (deliveries.length === 0) continue;
      const sum = sums.get(channel) ?? { revenue: 0, days: 0 };
      sum.revenue += Math.max(0, deliveries.at(-1)?.revenueMicros ?? 0);
      sum.days += 1;
      sums.set(channel, sum);
    }
  }
  return new Map([...sums].map(([channel, { revenue, days }]) => [channel, revenue > 0 ? revenue / days : 1]));
}

function ageOf({ statedAtMs }: Delivery, epochDay: number, statedOn: EpochDayAt): number {
  return Math.max(0, statedOn(statedAtMs) - epochDay - 1);
}
