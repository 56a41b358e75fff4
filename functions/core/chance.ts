let percent: Intl.NumberFormat | undefined;

/**
 * Past these a share of draws says no more than "nearly": the curves' own assumptions are not known to be right in more
 * than 99 of 100 cases.
 */
const NEARLY_NEVER = 0.01;
const NEARLY_ALWAYS = 0.99;

/**
 * A probability as people read it; never "100%" nor "0%", because it is a share of draws.
 * Worked numbers: 0.9125 is "91.3%", 1 is "over 99%", 0 is "under 1%".
 */
export function chanceInWords(probability: number): string {
  if (probability > NEARLY_ALWAYS) return `over ${inPercent(NEARLY_ALWAYS)}`;
  if (probability < NEARLY_NEVER) return `under ${inPercent(NEARLY_NEVER)}`;
  return inPercent(probability);
}

/** Made on first use: the first format of a process takes up to 11 ms, and a score says no chance. */
function inPercent(share: number): string {
  percent ??= new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
  return percent.format(share);
}
