import { FINE_LOGS } from './shape-grid.ts';

/**
 * Standard deviation of the logarithm of half-saturation, for slope 1, by which a curve's shape is unknown however much has
 * been seen: channels do not follow Hill's curve, spend follows demand, and what was learnt at last month's spend need
 * not hold at today's (Kennedy & O'Hagan 2001 call it model discrepancy). The rest of it is error of the level.
 */
const UNKNOWN = 0.2;

const STEP = (FINE_LOGS[1] ?? 1) - (FINE_LOGS[0] ?? 0);
const REACH = Math.ceil((3 * UNKNOWN) / STEP);

/**
 * A belief on the fine grid, widened by what the model does not know: each point's share is spread over a normal
 * distribution around it, of deviation 0.2 / √slope. A steep curve says more with the same step, and is known less well.
 * What falls off the grid stays at its end. Saturation that is widened evenly draws high slopes down and low ones up,
 * which is what slopes chosen for being the highest need.
 * Worked number: a certain half-saturation of 1 holds 95 % between 0.68 and 1.48 afterwards.
 */
export function withModelError(belief: Float64Array, slope: number): Float64Array {
  const kernel = kernelOf(slope);
  const last = belief.length - 1;
  const widened = new Float64Array(belief.length);
  for (let point = 0; point <= last; point += 1) {
    const share = belief[point] ?? 0;
    if (share < NEGLIGIBLE) continue;
    for (let offset = -REACH; offset <= REACH; offset += 1) {
      const to = Math.min(last, Math.max(0, point + offset));
      widened[to] = (widened[to] ?? 0) + share * (kernel[offset + REACH] ?? 0);
    }
  }
  return widened;
}

const NEGLIGIBLE = 1e-12;
const kernels = new Map<number, Float64Array>();

function kernelOf(slope: number): Float64Array {
  const known = kernels.get(slope);
  if (known !== undefined) return known;
  const root = Math.sqrt(slope);
  const density = Float64Array.from({ length: 2 * REACH + 1 }, (_, index) =>
    Math.exp(-0.5 * (((index - REACH) * STEP * root) / UNKNOWN) ** 2),
  );
  const total = density.reduce((sum, value) => sum + value, 0);
  const kernel = density.map((value) => value / total);
  kernels.set(slope, kernel);
  return kernel;
}
