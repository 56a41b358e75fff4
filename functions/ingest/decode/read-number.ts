/** A number as it may be meant: a plain decimal under each style it can be read in. */
export interface NumberReading {
  readonly point: string | undefined;
  readonly comma: string | undefined;
  /** What stands beside the digits, such as `$` or `EUR`; empty for none. */
  readonly currency: string;
}

/** No amount of money is longer; beyond it only an attack is. */
const NUMBER_LENGTH_MAX = 64;

// Spaces of every width and both apostrophes group digits in French, Swiss and Scandinavian exports.
const PARTS = /^([+-]?)((?:[A-Za-z]{0,3}\p{Sc}|[A-Za-z]{3})?)\s*([+-]?)([\d.,'’\s]*)((?:\p{Sc}|[A-Za-z]{2,3})?)$/u;
// Groups of three, or India's 12,34,567.
const POINT = /^(?:\d+|[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}|[1-9]\d{0,2}(?:['’\s]\d{3})+)?(?:\.\d*)?$/u;
const COMMA = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:['’\s]\d{3})+)?(?:,\d*)?$/u;
const PLAIN = /^\d+(?:\.\d{1,2})?$/;

/**
 * The readings of a written amount; undefined for what is no number. Scientific notation is none: a spreadsheet that
 * writes `1.23E+11` has already lost digits.
 * Worked examples: `1,234` is 1234 with a decimal point and 1.234 with a decimal comma; `$1,234.50` is 1234.50 with a
 * point and nothing with a comma.
 */
export function readNumber(text: string): NumberReading | undefined {
  if (text.length > NUMBER_LENGTH_MAX) return undefined;
  if (PLAIN.test(text)) {
    return { point: text, comma: text.includes('.') ? undefined : text, currency: '' };
  }
  const match = PARTS.exec(text.replaceAll('−', '-').trim());
  if (match === null) return undefined;
  const [, outerSign = '', prefix = '', innerSign = '', spaced = '', suffix = ''] = match;
  const digits = spaced.trim();
  if (!/\d/.test(digits) || (outerSign !== '' && innerSign !== '') || (prefix !== '' && suffix !== ''))
    return undefined;
  const sign = `${outerSign}${innerSign}`;
  const point = POINT.test(digits) ? `${sign}${digits.replaceAll(/[^\d.]/gu, '')}` : undefined;
  const comma = COMMA.test(digits) ? `${sign}${digits.replaceAll(/[^\d,]/gu, '').replace(',', '.')}` : undefined;
  return point === undefined && comma === undefined ? undefined : { point, comma, currency: prefix || suffix };
}
