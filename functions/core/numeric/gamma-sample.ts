import { normalSample } from './normal-sample.ts';
import type { Random } from './random.ts';

/**
 * One draw of Gamma(shape, 1), mean and variance `shape` > 0: Marsaglia & Tsang (2000), "A simple method for generating
 * gamma variables"; shapes below 1 by their boost Γ(a) = Γ(a + 1) · U^(1/a). Divide by a rate for other rates.
 */
export function gammaSample(shape: number, random: Random): number {
  if (shape < 1) return gammaSample(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalSample(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
