/**
 * Integer millionths of one unit of the account's currency. One amount is a safe integer (at most 2^53 micros, nine
 * billion units); sums of amounts are `bigint`, because a sum may pass 2^53.
 * Worked number: USD 12.34 is 12_340_000 micros.
 */
export type Micros = number;

export const MICROS_PER_UNIT = 1_000_000;

/** The exact sum of amounts. Worked number: `sumMicros([1, 2])` is `3n`. */
export function sumMicros(amounts: Iterable<Micros>): bigint {
  let total = 0n;
  for (const amount of amounts) total += BigInt(amount);
  return total;
}

/**
 * A plain decimal (`-12.3456789`, point as separator, no grouping) as micros, exactly: digits are moved, never
 * multiplied as floating point. Past the sixth decimal it rounds half away from zero.
 * Answers undefined for anything else, and for an amount beyond 2^53 micros.
 * Worked number: `'0.1'` is 100_000; `'1e3'` and `'1,5'` are undefined.
 */
export function parseMicros(decimal: string): Micros | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(decimal);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction.slice(0, 6).padEnd(6, '0')}`);
  const rounded = (fraction[6] ?? '0') >= '5' ? digits + 1n : digits;
  if (rounded > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return sign === '-' && rounded !== 0n ? -Number(rounded) : Number(rounded);
}

/** Micros as a plain decimal without trailing zeros. Worked number: 12_340_000 is `'12.34'`. */
export function microsToDecimal(amount: Micros | bigint): string {
  const value = BigInt(amount);
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

interface CurrencyFormat {
  readonly format: Intl.NumberFormat;
  readonly minorUnitMicros: Micros;
}

const formats = new Map<string, CurrencyFormat>();

/** A format takes 40 µs to make, and a plan of 1,000 lines says some 3,000 amounts. */
function formatOf(currency: string): CurrencyFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  const made = { format, minorUnitMicros: 10 ** (6 - maximumFractionDigits) };
  formats.set(currency, made);
  return made;
}

/** Currencies of a hundred cents that are asked for most: the first format of a process takes 5 to 11 ms to make. */
const OF_CENTS = new Set('AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD INR MXN NOK NZD PLN SEK SGD USD ZAR'.split(' '));
const CENT_MICROS = 10_000;

/**
 * The smallest amount the currency can be paid in, as ISO 4217 minor units known to `Intl`.
 * Worked numbers: USD 10_000, JPY 1_000_000, KWD 1_000.
 */
export function minorUnitMicros(currency: string): Micros {
  return OF_CENTS.has(currency) ? CENT_MICROS : formatOf(currency).minorUnitMicros;
}

/** An amount as people read it. Worked number: 1_234_500_000 in USD is `'$1,234.50'`. */
export function formatMicros(amount: Micros, currency: string): string {
  return formatOf(currency).format.format(amount / MICROS_PER_UNIT);
}
