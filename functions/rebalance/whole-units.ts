import type { Micros } from '../core/money.ts';

const NANO = 1_000_000_000n;

/** Worked number: 10_001 in units of 10_000 is 20_000. Infinity stays what it is. */
export function ceilToUnit(micros: number, unit: Micros): Micros {
  return Math.ceil(micros / unit) * unit;
}

/** Worked number: 19_999 in units of 10_000 is 10_000. */
export function floorToUnit(micros: number, unit: Micros): Micros {
  return Math.floor(micros / unit) * unit;
}

/**
 * A share of an amount, rounded down to whole units. The share counts to nine decimals and all is done in integers:
 * in floating point 70 % of 10.00 is 6.999…, which would round down to 6.99.
 * Worked number: 20 % of 10.03 in units of 0.01 is 2.00.
 */
export function partOf(micros: Micros, share: number, unit: Micros): Micros {
  const nano = BigInt(Math.round(share * Number(NANO)));
  return Number((BigInt(micros) * nano) / (NANO * BigInt(unit))) * unit;
}

/**
 * The amount split in proportion to the weights, in whole units, the sum exact: floors first, then the units that are
 * left to the largest remainders (Hamilton's method), earlier ones first where they tie.
 * Worked number: 10 over weights 1, 1, 1 in units of 1 is 4, 3, 3. All weights 0 gives all 0.
 */
export function splitInProportion(micros: Micros, weights: readonly Micros[], unit: Micros): Micros[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => 0);
  const units = BigInt(Math.floor(micros / unit));
  const shares = weights.map((weight, index) => {
    const exact = units * BigInt(weight);
    return { index, floor: exact / total, remainder: exact % total };
  });
  const left = Number(units - shares.reduce((sum, { floor }) => sum + floor, 0n));
  const byRemainder = [...shares].sort(
    (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.index - b.index,
  );
  const extra = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, floor }) => (Number(floor) + (extra.has(index) ? 1 : 0)) * unit);
}
