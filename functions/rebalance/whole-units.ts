import type { Micros } from '../core/money.ts';

const NANO = 1_000_000_000;

/** Worked number: 10_001 in units of 10_000 is 20_000. Infinity stays what it is. */
export function ceilToUnit(micros: number, unit: Micros): Micros {
  return Math.ceil(micros / unit) * unit;
}

/** Worked number: 19_999 in units of 10_000 is 10_000. */
export function floorToUnit(micros: number, unit: Micros): Micros {
  return Math.floor(micros / unit) * unit;
}

/** Shares of so few digits, of amounts that stay exact in floating point when multiplied by them, need no big integers. */
const PLAIN_SHARE = 10_000;

/**
 * A share of an amount, rounded down to whole units. The share counts to nine decimals and all is done in integers:
 * in floating point 70 % of 10.00 is 6.999…, which would round down to 6.99.
 * Worked number: 20 % of 10.03 in units of 0.01 is 2.00.
 */
export function partOf(micros: Micros, share: number, unit: Micros): Micros {
  const nano = Math.round(share * NANO);
  const plain = (nano * PLAIN_SHARE) / NANO;
  const { quotient } = Number.isInteger(plain)
    ? dividedProduct(micros, plain, PLAIN_SHARE * unit)
    : dividedProduct(micros, nano, NANO * unit);
  return quotient * unit;
}

/**
 * The amount split in proportion to the weights, in whole units, the sum exact: floors first, then the units that are
 * left to the largest remainders (Hamilton's method), earlier ones first where they tie. The weights sum to at most 2^53.
 * Worked number: 10 over weights 1, 1, 1 in units of 1 is 4, 3, 3. All weights 0 gives all 0.
 */
export function splitInProportion(micros: Micros, weights: readonly Micros[], unit: Micros): Micros[] {
  // Weights of whole units are as good counted in units, and their products are small enough to be plain numbers.
  const measure = weights.every((weight) => weight % unit === 0) ? unit : 1;
  const total = weights.reduce((sum, weight) => sum + weight, 0) / measure;
  if (total === 0) return weights.map(() => 0);
  const units = Math.floor(micros / unit);
  const remainders = new Float64Array(weights.length);
  let left = units;
  const floors = weights.map((weight, index) => {
    const { quotient, remainder } = dividedProduct(units, weight / measure, total);
    remainders[index] = remainder;
    left -= quotient;
    return quotient;
  });
  // The least remainder that may get a unit; of those equal to it the first do.
  const least = left === 0 ? Infinity : (remainders.toSorted()[weights.length - left] ?? 0);
  let equals = left - remainders.reduce((count, remainder) => count + (remainder > least ? 1 : 0), 0);
  return floors.map((floor, index) => {
    const remainder = remainders[index] ?? 0;
    const extra = remainder > least || (remainder === least && equals-- > 0);
    return (floor + (extra ? 1 : 0)) * unit;
  });
}

/** The product of two integers divided by a third, exactly, however large it is. */
function dividedProduct(one: number, other: number, divisor: number): { quotient: number; remainder: number } {
  const product = one * other;
  if (product <= Number.MAX_SAFE_INTEGER && divisor <= Number.MAX_SAFE_INTEGER) {
    const remainder = product % divisor;
    return { quotient: (product - remainder) / divisor, remainder };
  }
  const exact = BigInt(one) * BigInt(other);
  return { quotient: Number(exact / BigInt(divisor)), remainder: Number(exact % BigInt(divisor)) };
}
