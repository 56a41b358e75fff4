import type { Random } from './random.ts';

/** One draw of N(0, 1) by Box & Muller (1958). */
export function normalSample(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
