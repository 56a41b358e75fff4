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
  const curves = completenessCurves(restatements(rollups, localDay, platformIn));
  return (epochDay, { channel, deliveries }) => {
    const newest = deliveries.at(-1);
    const curve = curves.get(platformIn(channel)) ?? curves.get(null);
    if (newest === undefined || curve === undefined) return 1;
    return completenessAt(curve, ageOf(newest, epochDay, localDay));
  };
}

function restatements(
  rollups: readonly DayRollup[],
  localDay: (epochMs: number) => Day,
  platformIn: (channel: ChannelId) => string,
): Restatements[] {
  const moneyADay = meanDailyRevenue(rollups);
  return rollups.flatMap(({ day, channels }) =>
    channels
      .filter(({ deliveries }) => deliveries.length > 1)
      .map((rolled) => ({
        platform: platformIn(rolled.channel),
        statements: statementsOf(rolled, epochDayOf(day), localDay, moneyADay.get(rolled.channel) ?? 1),
      })),
  );
}

/** Of several statements at one age the last counts. Statements that name neither conversions nor revenue say nothing. */
function statementsOf(
  { deliveries }: RolledChannel,
  epochDay: number,
  localDay: (epochMs: number) => Day,
  moneyADay: number,
): ReportedAt[] {
  const byAge = new Map<number, number>();
  const inConversions = deliveries.every(({ conversionMicros }) => conversionMicros !== undefined);
  for (const delivery of deliveries) {
    const { conversionMicros, revenueMicros } = delivery;
    const outcomes = inConversions ? (conversionMicros ?? 0) / 1e6 : (revenueMicros ?? Number.NaN) / moneyADay;
    if (Number.isFinite(outcomes)) byAge.set(ageOf(delivery, epochDay, localDay), Math.max(0, outcomes));
  }
  return [...byAge].map(([ageDays, outcomes]) => ({ ageDays, outcomes })).sort((a, b) => a.ageDays - b.ageDays);
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

function ageOf({ statedAtMs }: Delivery, epochDay: number, localDay: (epochMs: number) => Day): number {
  return Math.max(0, epochDayOf(localDay(statedAtMs)) - epochDay - 1);
}
