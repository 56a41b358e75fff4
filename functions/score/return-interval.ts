import { gammaMixtureQuantile } from '../core/numeric/gamma-mixture-quantile.ts';

const TAIL = 0.05;

/**
 * The central 90 % interval of what the same spend brings in expectation, given what it brought: Garwood's exact Poisson
 * limits (1936) on outcomes in units over their dispersion; low is 0 where nothing came.
 * Worked number: 10 outcomes at dispersion 1 have 5.425 to 16.962.
 */
export function returnInterval(
  outcomeMicros: number,
  { unitMicros, dispersion }: { readonly unitMicros: number; readonly dispersion: number },
): { low: number; high: number } {
  const scale = unitMicros * dispersion;
  const count = Math.max(0, outcomeMicros) / scale;
  const quantile = (shape: number, probability: number) =>
    shape > 0 ? gammaMixtureQuantile([{ weight: 1, shape, scale }], probability, 1e-4) : 0;
  return { low: quantile(count, TAIL), high: quantile(count + 1, 1 - TAIL) };
}
