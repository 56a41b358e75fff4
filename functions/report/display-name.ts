/** Longer names lose their middle: campaign names differ at both ends ("Brand – US – 2026 … – broad match"). */
const LENGTH_MAX = 56;
const TAIL_LENGTH = 18;
const TEXT_LENGTH_MAX = 280;
/** A grapheme may hold any number of combining marks; past this many code units the rest of it is dropped. */
const GRAPHEME_UNITS_MAX = 24;
/** Only so much of a name is looked at from either end, so that a megabyte of text costs nothing. */
const WINDOW_UNITS = 2_000;

// Control characters, line breaks, and the marks that turn the direction of text that follows them.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;

/** No script stacks more marks on a letter; more climb over the lines above. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** One printable line: controls and line breaks become a space, lone surrogates U+FFFD, stacks of marks are cut. */
export function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(UNPRINTABLE, ' ').replaceAll(STACKED_MARKS, '$1').trim();
}

/**
 * A name as it fits the page: one line of at most 56 graphemes, the middle replaced by "…" in a longer one.
 * Worked example: 100 times `a` is 37 times `a`, `…`, 18 times `a`.
 */
export function displayName(name: string): string {
  const long = name.length > 2 * WINDOW_UNITS;
  const line = oneLine(long ? `${name.slice(0, WINDOW_UNITS)}${name.slice(-WINDOW_UNITS)}` : name);
  const graphemes = graphemesOf(line);
  if (graphemes.length === 0) return '(no name)';
  if (graphemes.length <= LENGTH_MAX && !long) return graphemes.join('');
  const head = graphemes.slice(0, LENGTH_MAX - TAIL_LENGTH - 1);
  return `${head.join('')}…${graphemes.slice(-TAIL_LENGTH).join('')}`;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Most names: each character is a grapheme, and nothing needs segmenting, which takes 20 µs. */
const PLAIN = /^[ -~\u00A0-\u02FF\u2010-\u2027]*$/;

function graphemesOf(line: string): string[] {
  if (PLAIN.test(line)) return line.split('');
  return Array.from(segmenter.segment(line), ({ segment }) => segment.slice(0, GRAPHEME_UNITS_MAX).toWellFormed());
}

/** A sentence that came from outside (a reason, a message): one line, at most 280 characters. */
export function displayText(text: string): string {
  const line = oneLine(text.slice(0, WINDOW_UNITS));
  return line.length <= TEXT_LENGTH_MAX ? line : `${line.slice(0, TEXT_LENGTH_MAX - 1).toWellFormed()}…`;
}
