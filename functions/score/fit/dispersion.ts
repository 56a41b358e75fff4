import { median } from 'simple-statistics';
import { LEAST_RELATIVE_NOISE } from './outcome-unit.ts';
import type { Scatter } from './shape-evidence.ts';

/** Variance over mean of daily counts before any is seen, and the degrees of freedom a channel's neighbours are worth. */
const USUAL_DISPERSION = 1.3;
const NEIGHBOURS_DEGREES = 10;
const DEGREES_NEEDED = 10;

/**
 * Variance over mean of each channel's daily outcomes around its curve: Pearson's χ² over its degrees of freedom, joined by
 * 10 degrees at the account's median, and never less than 5 % relative noise a day. Below 1 where outcomes
 * are steadier than counts, as modelled conversions are.
 * Worked number: χ² 90 on 70 degrees in an account whose median is 1 is (10 + 90) / 80 = 1.25.
 */
export function dispersions(
  channels: readonly { readonly scatter: Scatter; readonly outcomesADay: number }[],
): number[] {
  const seen = channels
    .filter(({ scatter }) => scatter.degrees >= DEGREES_NEEDED)
    .map(({ scatter }) => scatter.chiSquare / scatter.degrees);
  const usual = seen.length === 0 ? USUAL_DISPERSION : median(seen);
  return channels.map(({ scatter, outcomesADay }) =>
    Math.max(
      LEAST_DISPERSION,
      LEAST_RELATIVE_NOISE ** 2 * outcomesADay,
      (NEIGHBOURS_DEGREES * usual + scatter.chiSquare) / (NEIGHBOURS_DEGREES + scatter.degrees),
    ),
  );
}

/** Keeps tempering weights finite where outcomes follow spend exactly. */
const LEAST_DISPERSION = 0.02;
