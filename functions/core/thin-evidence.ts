/**
 * Why so few conversions carry no change of a budget, in words; null where there are enough, or no source delivers them.
 * Worked example: 9 with 30 needed is "9 conversions, 30 needed".
 */
export function thinEvidence(conversions: number | null, minConversions: number): string | null {
  if (conversions === null || conversions >= minConversions) return null;
  return `${conversionsInWords(conversions)}, ${minConversions} needed`;
}

/** Fractions are cut, not rounded, so that what falls short never reads as enough. Worked example: 29.99 is "29.9 conversions". */
export function conversionsInWords(conversions: number): string {
  const count = Math.floor(conversions * 10) / 10;
  return `${count} ${count === 1 ? 'conversion' : 'conversions'}`;
}
