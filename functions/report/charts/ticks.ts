/**
 * Round values from 0 to `max`, some `count` steps apart: multiples of 1, 2 or 5 times a power of ten, the same that d3's
 * scales choose. Worked number: 4.5 in 3 steps is 0, 2, 4.
 */
export function ticksFromZero(max: number, count: number): number[] {
  const power = Math.floor(Math.log10(max / count));
  const factor = factorOf(max / count / 10 ** power);
  // Below 1 by division, which is exact where a multiple of 0.1 is not.
  const tickAt =
    power < 0 ? (index: number) => index / (10 ** -power / factor) : (index: number) => index * 10 ** power * factor;
  const ticks: number[] = [];
  for (let index = 0; tickAt(index) <= max; index += 1) ticks.push(tickAt(index));
  return ticks;
}

/** The boundaries are the geometric means between 1, 2, 5 and 10. */
function factorOf(error: number): number {
  if (error >= Math.sqrt(50)) return 10;
  if (error >= Math.sqrt(10)) return 5;
  return error >= Math.sqrt(2) ? 2 : 1;
}
