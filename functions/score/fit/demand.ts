import { demandWitnesses, type DemandShape, type Witness } from './demand-witnesses.ts';
import type { FitDays } from './fit-days.ts';

/** A day of sales may bring several times the usual; what is clamped off reads as return on the spend raised for it. */
const LOWEST = 1 / 6;
const HIGHEST = 6;
/**
 * Demand is counted relative to the mean of so many last days, which is what days to come will be like. Demand that comes and
 * goes within weeks leaves a mean of 28 days off by a half of its spread, which levels would take for their own.
 */
const RECENT_DAYS = 84;

/** Sums over channels of one day: weighted dues, weighted outcomes beside them, and the squares of both. */
interface AccountDay {
  due: number;
  beside: number;
  dueSquares: number;
  besideSquares: number;
}

/** Demand that all channels share: holidays, weather, paydays. */
export interface Demand {
  /** By age. */
  readonly days: readonly AccountDay[];
  readonly witnesses: ReadonlyMap<FitDays, Witness>;
  /** Variance of demand around 1. */
  readonly variance: number;
  /** Variance of the rest, over what is due. */
  readonly noise: number;
  /** Mean factor of the last days. */
  readonly recent: number;
}

/**
 * Demand each day, from outcomes over what each channel's own levels make due, in blocks of `blockDays`, through these
 * Hill curves (half-saturation 1 and slope 1 where none is given). It is shrunk by how much of it is noise: demand varies as much as the residuals
 * of different channels move together, so one channel alone has none.
 */
export function sharedDemand(
  channels: readonly FitDays[],
  { shapes, blockDays }: { shapes: readonly DemandShape[]; blockDays: number },
): Demand {
  const witnesses = demandWitnesses(channels, { shapes, blockDays });
  const days = accountDays(witnesses);
  const { variance, noise } = variances(days);
  const demand = { days, witnesses, variance, noise, recent: 1 };
  const recent = days.slice(0, RECENT_DAYS).map((day) => factor(demand, day));
  return { ...demand, recent: recent.reduce((sum, value) => sum + value, 0) / recent.length };
}

/**
 * The channel's days with demand in their exposure, else demand that raised spend and sales together would be read as return
 * on spend. The channel's own outcomes stay out of its factor, lest they explain themselves away.
 */
export function withDemand(days: FitDays, demand: Demand): FitDays {
  if (demand.variance === 0) return days;
  const { age, y } = days;
  const own = demand.witnesses.get(days);
  const exposure = days.exposure.map((share, day) => {
    const account = demand.days[age[day] ?? 0];
    if (share <= 0 || account === undefined) return share;
    const weight = own?.weight[day] ?? 0;
    const due = weight * (own?.due[day] ?? 0);
    const beside = weight * (y[day] ?? 0) - due;
    return (share * factor(demand, { due: account.due - due, beside: account.beside - beside })) / demand.recent;
  });
  return { ...days, exposure };
}

function factor({ variance, noise }: Demand, { due, beside }: Pick<AccountDay, 'due' | 'beside'>): number {
  return Math.min(HIGHEST, Math.max(LOWEST, 1 + (variance * beside) / (variance * due + noise)));
}

function accountDays(witnesses: ReadonlyMap<FitDays, Witness>): AccountDay[] {
  const days: AccountDay[] = [];
  for (const [{ age, y, exposure }, { weight, due }] of witnesses) {
    for (let day = 0; day < age.length; day += 1) {
      if ((exposure[day] ?? 0) <= 0) continue;
      const account = (days[age[day] ?? 0] ??= { due: 0, beside: 0, dueSquares: 0, besideSquares: 0 });
      const weighs = weight[day] ?? 0;
      const own = weighs * (due[day] ?? 0);
      const beside = weighs * (y[day] ?? 0) - own;
      account.due += own;
      account.beside += beside;
      account.dueSquares += own * own;
      account.besideSquares += beside * beside;
    }
  }
  return Array.from(days, (day) => day ?? { due: 0, beside: 0, dueSquares: 0, besideSquares: 0 });
}

/** Of demand, from the products of different channels' residuals; of the rest, from what their squares have beyond. */
function variances(days: readonly AccountDay[]): { variance: number; noise: number } {
  let products = 0;
  let pairs = 0;
  let squares = 0;
  let dueSquares = 0;
  let due = 0;
  for (const day of days) {
    products += day.beside ** 2 - day.besideSquares;
    pairs += day.due ** 2 - day.dueSquares;
    squares += day.besideSquares;
    dueSquares += day.dueSquares;
    due += day.due;
  }
  // Of one channel the difference is rounding alone.
  const variance = pairs > 1e-9 * dueSquares ? Math.max(0, products / pairs) : 0;
  return { variance, noise: due > 0 ? Math.max(LEAST_NOISE, (squares - variance * dueSquares) / due) : 1 };
}

const LEAST_NOISE = 1e-9;
