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
    const root = 1 + c * x;
    const v = root * root * root;
    if (v <= 0) continue;
    const u = 1 - random();
    // Their squeeze: nearly all draws are accepted here, before a logarithm is taken.
    if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
