import { FINE_LOGS, SLOPES } from './shape-grid.ts';

export interface WeightedShape {
  readonly halfSaturation: number;
  readonly slope: number;
  readonly weight: number;
}

const LEAST_OF_LARGEST = 1e-4;
const SHAPES_MAX = 16;
const SHAPES_MAX_A_SLOPE = 4;

/**
 * A belief on the fine grid, per slope, as at most 16 half-saturations whose weights sum to 1 (4 a slope where there are
 * several): neighbours joined at their mean logarithm, points below 1e-4 of the largest left out. A sharp belief keeps its
 * fine points, a wide one needs none.
 */
export function thinShapes(beliefs: readonly Float64Array[]): WeightedShape[] {
  let largest = 0;
  for (const belief of beliefs) for (const share of belief) largest = Math.max(largest, share);
  const shapesMax = beliefs.length === 1 ? SHAPES_MAX : SHAPES_MAX_A_SLOPE;
  const shapes = beliefs.flatMap((belief, index) =>
    joined(belief, SLOPES[index] ?? 1, { least: LEAST_OF_LARGEST * largest, shapesMax }),
  );
  const total = shapes.reduce((sum, { weight }) => sum + weight, 0);
  return shapes.map((shape) => ({ ...shape, weight: shape.weight / total }));
}

function joined(
  belief: Float64Array,
  slope: number,
  { least, shapesMax }: { least: number; shapesMax: number },
): WeightedShape[] {
  const kept = [...belief.keys()].filter((point) => (belief[point] ?? 0) >= least);
  const width = Math.ceil(kept.length / shapesMax);
  return Array.from({ length: Math.ceil(kept.length / Math.max(1, width)) }, (_, index) => {
    const points = kept.slice(index * width, (index + 1) * width);
    const weight = points.reduce((sum, point) => sum + (belief[point] ?? 0), 0);
    const logs = points.reduce((sum, point) => sum + (belief[point] ?? 0) * (FINE_LOGS[point] ?? 0), 0);
    return { halfSaturation: Math.exp(logs / weight), slope, weight };
  });
}
