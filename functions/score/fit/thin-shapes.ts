import { FINE_LOGS } from './shape-grid.ts';

export interface WeightedShape {
  readonly halfSaturation: number;
  readonly weight: number;
}

const LEAST_OF_LARGEST = 1e-4;
const SHAPES_MAX = 16;

/**
 * A belief on the fine grid as at most 16 half-saturations whose weights sum to 1: neighbours joined at their mean logarithm,
 * points below 1e-4 of the largest left out. A sharp belief keeps its fine points, a wide one needs none.
 */
export function thinShapes(belief: Float64Array): WeightedShape[] {
  const least = LEAST_OF_LARGEST * belief.reduce((a, b) => Math.max(a, b), 0);
  const kept = [...belief.keys()].filter((point) => (belief[point] ?? 0) >= least);
  const width = Math.ceil(kept.length / SHAPES_MAX);
  const total = kept.reduce((sum, point) => sum + (belief[point] ?? 0), 0);
  return Array.from({ length: Math.ceil(kept.length / width) }, (_, index) => {
    const joined = kept.slice(index * width, (index + 1) * width);
    const weight = joined.reduce((sum, point) => sum + (belief[point] ?? 0), 0);
    const logs = joined.reduce((sum, point) => sum + (belief[point] ?? 0) * (FINE_LOGS[point] ?? 0), 0);
    return { halfSaturation: Math.exp(logs / weight), weight: weight / total };
  });
}
