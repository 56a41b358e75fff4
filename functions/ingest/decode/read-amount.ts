import { parseMicros } from '../../core/money.ts';

/** What one unit of the written number is: a whole unit of currency (or one conversion), or a millionth of it. */
export type AmountUnit = 'whole' | 'micros';

/**
 * A plain decimal as integer micros, exactly; undefined for anything else and beyond 2^53 micros. In the unit `micros`
 * the decimal point moves six places on the text, and what is left after it rounds half away from zero.
 * Worked numbers: `'1.5'` whole is 1_500_000; `'1470973.6'` micros is 1_470_974.
 */
export function readAmount(decimal: string, unit: AmountUnit): number | undefined {
  if (unit === 'whole') return parseMicros(decimal);
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(decimal) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const padded = whole.padStart(7, '0');
  return parseMicros(`${sign}${padded.slice(0, -6)}.${padded.slice(-6)}${fraction}`);
}

/** A plain decimal as a count; undefined for a fraction, a negative, and beyond 2^53. `'12.0'` is 12. */
export function readCount(decimal: string): number | undefined {
  const count = /^\+?(\d+)(?:\.0*)?$/.exec(decimal)?.[1];
  return count !== undefined && Number.isSafeInteger(Number(count)) ? Number(count) : undefined;
}
