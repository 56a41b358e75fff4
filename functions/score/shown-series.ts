import type { Day } from '../core/calendar.ts';
import type { Policy } from '../core/policy.ts';
import type { SeriesDay } from '../core/scored.ts';
import { goalReturn } from './goal-return.ts';
import type { HistoryDay } from './series.ts';

/** The last days a sheet can show, ascending to `asOf`, the epoch day `end`. */
export interface ShownDays {
  readonly end: number;
  readonly days: readonly Day[];
}

/** Every shown day from the channel's first on; days without a row count zero. */
export function shownSeries(
  history: readonly HistoryDay[],
  { end, days }: ShownDays,
  policy: Pick<Policy, 'goal' | 'margin'>,
): SeriesDay[] {
  const first = history[0]?.epochDay;
  if (first === undefined) return [];
  const delivered = history.some(({ conversionMicros }) => conversionMicros !== null);
  const start = end - days.length + 1;
  const shown = days.slice(Math.max(0, first - start));
  let next = 0;
  return shown.map((day, offset) => {
    const epochDay = Math.max(first, start) + offset;
    while ((history[next]?.epochDay ?? Infinity) < epochDay) next += 1;
    const stated = history[next]?.epochDay === epochDay ? history[next] : undefined;
    return {
      day,
      spendMicros: stated?.spendMicros ?? 0,
      returnMicros: stated === undefined ? 0 : goalReturn(policy, stated),
      conversionMicros: stated?.conversionMicros ?? (delivered ? 0 : null),
      completeness: stated?.completeness ?? 1,
    };
  });
}
