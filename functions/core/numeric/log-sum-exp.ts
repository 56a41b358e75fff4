/**
 * ln Σ exp(x_i) without overflow or underflow; −∞ for an empty list.
 * Worked number: `logSumExp([-1000, -1000])` is −1000 + ln 2.
 */
export function logSumExp(logs: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let index = 0; index < logs.length; index += 1) largest = Math.max(largest, logs[index] ?? -Infinity);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < logs.length; index += 1) sum += Math.exp((logs[index] ?? -Infinity) - largest);
  return largest + Math.log(sum);
}
