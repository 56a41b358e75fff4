import { median } from 'simple-statistics';
import type { FitDays } from './fit-days.ts';

const DAYS_NEEDED = 14;
const LOW_SHARE = 0.35;
/** Units a platform-day must usually bring before their absence says anything. */
const UNITS_NEEDED = 20;

interface PlatformDay {
  outcomes: number;
  spend: number;
  /** Spend-weighted completeness. */
  reported: number;
}

/**
 * A tracking gap is not zero sales: days on which a whole platform brought less than 35 % of its median, both as such and
 * per spend, though 20 units or more were due, get an exposure of 0. Both tests, because a burst of spend lowers return
 * per spend and a pause lowers return.
 */
export function withoutOutages(channels: readonly FitDays[]): FitDays[] {
  const gaps = new Map(
    [...Map.groupBy(channels, ({ platform }) => platform)].map(([platform, own]) => [platform, outageAges(own)]),
  );
  return channels.map((days) => {
    const ages = gaps.get(days.platform);
    if (ages === undefined || ages.size === 0) return days;
    return { ...days, exposure: days.exposure.map((share, index) => (ages.has(days.age[index] ?? -1) ? 0 : share)) };
  });
}

function outageAges(channels: readonly FitDays[]): Set<number> {
  const byAge = platformDays(channels);
  if (byAge.size < DAYS_NEEDED) return new Set();
  const days = [...byAge.values()];
  const usual = median(days.map(({ outcomes, reported, spend }) => (outcomes * spend) / reported));
  const usualPerSpend = median(days.map(({ outcomes, reported }) => outcomes / reported));
  return new Set(
    [...byAge]
      .filter(([, { outcomes, spend, reported }]) => {
        const due = Math.min((usual * reported) / spend, usualPerSpend * reported);
        return due > UNITS_NEEDED && outcomes < LOW_SHARE * due;
      })
      .map(([age]) => age),
  );
}

function platformDays(channels: readonly FitDays[]): Map<number, PlatformDay> {
  const byAge = new Map<number, PlatformDay>();
  for (const { age, u, y, exposure, referenceMicros } of channels) {
    for (const [index, key] of age.entries()) {
      const day = byAge.get(key) ?? { outcomes: 0, spend: 0, reported: 0 };
      const spend = (u[index] ?? 0) * referenceMicros;
      day.outcomes += y[index] ?? 0;
      day.spend += spend;
      day.reported += spend * (exposure[index] ?? 0);
      byAge.set(key, day);
    }
  }
  return byAge;
}
