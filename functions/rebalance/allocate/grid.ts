/** Amounts as whole numbers of the smallest payable unit. */
export interface Grid {
  readonly unit: number;
  /** The largest whole number of units within an amount; an amount that is whole but for rounding counts as whole. */
  floor(amount: number): number;
  ceil(amount: number): number;
  /** The amount of so many units, the number nearest to its decimal: 3 units of 0.1 are 0.3. */
  amount(units: number): number;
}

export function gridOf(unit: number): Grid {
  const { numerator, denominator } = decimalOf(unit);
  const whole = (amount: number): number | undefined => {
    const units = amount / unit;
    const nearest = Math.round(units);
    return Math.abs(units - nearest) <= Math.max(1e-9, 4 * Number.EPSILON * nearest) ? nearest : undefined;
  };
  return {
    unit,
    floor: (amount) => whole(amount) ?? Math.floor(amount / unit),
    ceil: (amount) => whole(amount) ?? Math.ceil(amount / unit),
    amount: (units) => (units * numerator) / denominator,
  };
}

/** A decimal as a fraction of whole numbers: 0.05 is 5/100. Numbers that are no short decimal stand over 1. */
function decimalOf(unit: number): { numerator: number; denominator: number } {
  for (let digits = 0; digits <= 15; digits += 1) {
    const denominator = 10 ** digits;
    const numerator = Math.round(unit * denominator);
    if (numerator > 0 && numerator / denominator === unit) return { numerator, denominator };
  }
  return { numerator: unit, denominator: 1 };
}
