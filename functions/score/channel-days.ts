import type { ChannelDays } from './fit/fit-days.ts';
import type { HistoryDay } from './series.ts';

/** A channel's days in columns, as curves are fitted on them; `end` is the epoch day of `asOf`. */
export function channelDays(
  platform: string,
  days: readonly HistoryDay[],
  end: number,
  conversionsAreTheGoal: boolean,
): ChannelDays {
  const delivered = days.some(({ conversionMicros }) => conversionMicros !== null);
  const columns = {
    platform,
    age: new Int32Array(days.length),
    spendMicros: new Float64Array(days.length),
    outcomeMicros: new Float64Array(days.length),
    conversions: delivered ? new Float64Array(days.length) : null,
    completeness: new Float64Array(days.length),
  };
  for (const [index, { epochDay, spendMicros, conversionMicros, revenueMicros, completeness }] of days.entries()) {
    columns.age[index] = end - epochDay;
    columns.spendMicros[index] = spendMicros;
    columns.outcomeMicros[index] = conversionsAreTheGoal ? (conversionMicros ?? 0) : revenueMicros;
    columns.completeness[index] = completeness;
    if (columns.conversions !== null) columns.conversions[index] = (conversionMicros ?? 0) / 1e6;
  }
  return columns;
}
