const HALF_LN_2PI = 0.918_938_533_204_672_8;
/** From here on the Stirling series below is exact to the last bits of a double. */
const STIRLING_FROM = 8;

/**
 * ln Γ(x) for x > 0: the Stirling series (Abramowitz & Stegun 6.1.41) at x shifted upwards past 8 by
 * Γ(x + 1) = x Γ(x). Relative error below 1e-14 away from the zeros at 1 and 2.
 * Worked numbers: Γ(½) = √π, so `lnGamma(0.5)` is 0.5723649429247; Γ(5) = 24.
 */
export function lnGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360_360 - square / 156))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LN_2PI + series - (product === 1 ? 0 : Math.log(product));
}
