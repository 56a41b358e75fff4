import { distance } from 'fastest-levenshtein';

/**
 * The known name that was most likely meant: the one of fewest edits, upper and lower case alike, if these are at most 2
 * or a third of what was typed. Worked examples: of USD and EUR, `usd` is USD; of `google:1:a`, `nope:1` is nothing.
 */
export function nearName(typed: string, known: readonly string[]): string | undefined {
  let near: string | undefined;
  let fewest = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const name of known) {
    const edits = distance(typed.toLowerCase(), name.toLowerCase());
    if (edits >= fewest) continue;
    fewest = edits;
    near = name;
  }
  return near;
}
