import { median } from 'simple-statistics';
import type { ChannelDays } from './fit-days.ts';

/** A day's noise is never taken as smaller than this share of its mean: models are not better than that. */
export const LEAST_RELATIVE_NOISE = 0.05;

/** Half of χ² with one degree of freedom lies below it. */
const MEDIAN_OF_CHI_SQUARE_1 = 0.4549;

/**
 * Money is modelled as a count of units, quasi-Poisson: what a unit is only fixes where counting noise starts, since
 * dispersion is estimated. It is the value of one conversion (the median day's, which one wrong order does not
 * move); where conversions are not delivered, the scale at which the days scatter as counts do: the median of
 * (revenue − expected)² / expected, over its value for a χ² of one degree.
 * Worked number: days of 10 conversions worth 500 in all have the unit 50.
 */
export function outcomeUnit(days: ChannelDays, conversionsAreTheGoal: boolean): number {
  if (conversionsAreTheGoal) return 1e6;
  return valueOfConversion(days) ?? scatterScale(days);
}

function valueOfConversion({ conversions, outcomeMicros }: ChannelDays): number | undefined {
  if (conversions === null) return undefined;
  const values = [...conversions.keys()]
    .filter((index) => (conversions[index] ?? 0) > 0 && (outcomeMicros[index] ?? 0) > 0)
    .map((index) => (outcomeMicros[index] ?? 0) / (conversions[index] ?? 1));
  return values.length === 0 ? undefined : median(values);
}

function scatterScale({ spendMicros, outcomeMicros }: ChannelDays): number {
  const seen = [...spendMicros.keys()].filter((index) => (spendMicros[index] ?? 0) > 0);
  const perSpend = seen.map((index) => Math.max(0, outcomeMicros[index] ?? 0) / (spendMicros[index] ?? 1));
  const positive = perSpend.filter((ratio) => ratio > 0);
  if (positive.length === 0) return 1e6;
  const typical = median(perSpend) || median(positive);
  const scatter = seen.map((index) => {
    const expected = typical * (spendMicros[index] ?? 0);
    return ((outcomeMicros[index] ?? 0) - expected) ** 2 / expected;
  });
  const expectedADay = typical * median(seen.map((index) => spendMicros[index] ?? 0));
  return Math.max(median(scatter) / MEDIAN_OF_CHI_SQUARE_1, LEAST_RELATIVE_NOISE ** 2 * expectedADay);
}
