const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

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
  if (probability > NEARLY_ALWAYS) return `over ${percent.format(NEARLY_ALWAYS)}`;
  if (probability < NEARLY_NEVER) return `under ${percent.format(NEARLY_NEVER)}`;
  return percent.format(probability);
}
