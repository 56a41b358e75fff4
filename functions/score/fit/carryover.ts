import type { FitDays } from './fit-days.ts';

/** Shares of a day's effect that carry over to the next. */
export const CARRYOVERS = [0, 0.3, 0.6] as const;

/**
 * Spend as it works: a_t = carryover · a_{t−1} + (1 − carryover) · u_t, from the first day's spend on, days without spend in
 * between counting zero. Constant spend stays as it is.
 * Worked number: 1, then 2 at a carryover of 0.5 is 1, then 1.5.
 */
export function withCarryover(days: FitDays, carryover: number): FitDays {
  if (carryover === 0) return days;
  const { age, u } = days;
  const worked = new Float64Array(u.length);
  let carried = u[0] ?? 0;
  for (let day = 0; day < u.length; day += 1) {
    const gap = day === 0 ? 1 : (age[day - 1] ?? 0) - (age[day] ?? 0);
    carried = carryover ** gap * carried + (1 - carryover) * (u[day] ?? 0);
    worked[day] = carried;
  }
  return { ...days, u: worked };
}
