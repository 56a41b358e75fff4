import { median } from 'simple-statistics';
import type { FitDays } from './fit-days.ts';

/** Days of a median channel at the account's return per spend that join each platform's own. */
const ACCOUNT_DAYS = 10;

interface Totals {
  outcomeMicros: number;
  spendMicros: number;
}

/**
 * Return per spend of each platform, completeness taken into account, a little towards the account's: what a channel is
 * believed to bring before it has shown anything. 0 everywhere where the account never had a return.
 */
export function usualReturn(channels: readonly FitDays[]): Map<string, number> {
  const account = perSpend(totalsOf(channels));
  return new Map(
    [...Map.groupBy(channels, ({ platform }) => platform)].map(([platform, own]) => {
      const { outcomeMicros, spendMicros } = totalsOf(own);
      const joined = ACCOUNT_DAYS * median(own.map(({ referenceMicros }) => referenceMicros));
      return [
        platform,
        perSpend({ outcomeMicros: outcomeMicros + account * joined, spendMicros: spendMicros + joined }),
      ];
    }),
  );
}

function totalsOf(channels: readonly FitDays[]): Totals {
  const totals = { outcomeMicros: 0, spendMicros: 0 };
  for (const { u, y, exposure, referenceMicros, unitMicros } of channels) {
    for (let day = 0; day < u.length; day += 1) {
      totals.outcomeMicros += (y[day] ?? 0) * unitMicros;
      totals.spendMicros += (u[day] ?? 0) * (exposure[day] ?? 0) * referenceMicros;
    }
  }
  return totals;
}

function perSpend({ outcomeMicros, spendMicros }: Totals): number {
  return spendMicros > 0 ? outcomeMicros / spendMicros : 0;
}
