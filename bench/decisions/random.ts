/** Uniform numbers in [0, 1), one a call. The benchmark's own, so that nothing is shared with what it judges. */
export type Random = () => number;

/**
 * A stream named by integers: equal names give equal numbers whatever else was drawn, which is what pairs policies.
 * Marsaglia's xorshift128 on a state filled by the finaliser of MurmurHash3.
 */
export function streamOf(...name: readonly number[]): Random {
  let hash = 0x9e_37_79_b9;
  for (const part of name) hash = scramble(Math.imul(hash ^ (part | 0), 0x85_eb_ca_6b) + 0x27_d4_eb_2f);
  let a = scramble(hash ^ 0x1b_87_35_93) | 1;
  let b = scramble(a + 0x6d_2b_79_f5);
  let c = scramble(b + 0x6d_2b_79_f5);
  let d = scramble(c + 0x6d_2b_79_f5);
  return () => {
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = d ^ (d >>> 19) ^ t ^ (t >>> 8);
    return (d >>> 0) / 4_294_967_296;
  };
}

function scramble(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85_eb_ca_6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2_b2_ae_35);
  return x ^ (x >>> 16);
}

/** Standard normal, Box and Muller 1958. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma of scale 1, Marsaglia and Tsang 2000. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const z = normal(random);
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Poisson: by inversion below 30, above by the cube of a normal (Wilson and Hilferty), rounded. */
function poisson(mean: number, random: Random): number {
  const uniform = random();
  if (mean >= 30) {
    const root = 1 - 1 / (9 * mean) + normal(random) / (3 * Math.sqrt(mean));
    return Math.max(0, Math.round(mean * root ** 3 - 1 / 6));
  }
  let probability = Math.exp(-mean);
  let cumulated = probability;
  let count = 0;
  while (uniform > cumulated && count < 200) {
    count += 1;
    probability *= mean / count;
    cumulated += probability;
  }
  return count;
}

/** A negative binomial count with variance 1.3·mean + (0.15·mean)². */
export function noisyCount(mean: number, random: Random): number {
  if (!(mean > 0)) return 0;
  const shape = 1 / (0.3 / mean + 0.15 ** 2);
  return poisson((mean * gamma(shape, random)) / shape, random);
}
