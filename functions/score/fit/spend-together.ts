import type { FitDays } from './fit-days.ts';

/**
 * Share of the variance of ln spend that the channels have in common, each channel around its own mean: 0 where budgets
 * move on their own, near 1 where all follow one rhythm. What moves with all spend at once may as well be demand.
 * From products of different channels' deviations, so one channel alone has 0.
 */
export function spendTogether(channels: readonly FitDays[]): number {
  const sums: number[] = [];
  const squares: number[] = [];
  const counts: number[] = [];
  for (const { age, u, exposure } of channels) {
    const logs = u.map(Math.log);
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    for (let day = 0; day < age.length; day += 1) {
      if ((exposure[day] ?? 0) <= 0) continue;
      const key = age[day] ?? 0;
      const off = (logs[day] ?? 0) - mean;
      sums[key] = (sums[key] ?? 0) + off;
      squares[key] = (squares[key] ?? 0) + off * off;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  let products = 0;
  let pairs = 0;
  let alone = 0;
  let days = 0;
  for (const [age, count] of counts.entries()) {
    if (count === undefined) continue;
    products += (sums[age] ?? 0) ** 2 - (squares[age] ?? 0);
    pairs += count * (count - 1);
    alone += squares[age] ?? 0;
    days += count;
  }
  if (pairs === 0 || alone === 0) return 0;
  return Math.min(1, Math.max(0, products / pairs / (alone / days)));
}
