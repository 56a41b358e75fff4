import type { FitDays } from './fit-days.ts';

/** Variance of a day's outcomes over their mean is about this plus a share of the mean: what channels are weighted by. */
const USUAL_DISPERSION = 1.3;
const USUAL_SPREAD = 0.15;
/** By how much a channel's elasticity may differ from its curve's, before there is one and with one. */
const UNKNOWN_ELASTICITY = { plain: 1, fitted: 0.5 };
const LOWEST = 0.5;
const HIGHEST = 2;
/**
 * Demand is counted relative to the mean of so many last days, which is what days to come will be like. Demand that comes and
 * goes within weeks leaves a mean of 28 days off by a half of its spread, which levels would take for their own.
 */
const RECENT_DAYS = 84;

/** What a channel was due each day at its own levels, and how much its word weighs that day. */
interface Witness {
  readonly due: Float64Array;
  readonly weight: Float64Array;
}

/** The same due, and ln spend less its mean over the block's days. */
interface Due {
  readonly due: Float64Array;
  readonly moved: Float64Array;
}

/** Sums over channels of one day: weighted dues, weighted outcomes beside them, and the squares of both. */
interface AccountDay {
  due: number;
  beside: number;
  dueSquares: number;
  besideSquares: number;
}

/** The Hill curve a channel is seen through. */
export interface DemandShape {
  readonly halfSaturation: number;
  readonly slope: number;
}

const PLAIN: DemandShape = { halfSaturation: 1, slope: 1 };

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
 *
 * A channel weighs by how well its outcomes of the day are foretold: by counting noise, a spread of 15 %, and the curve's own
 * error, which grows with how far its spend has moved otherwise than the account's. A few lines raised up their S-shapes
 * bring most of an account's outcomes, and would else be taken for demand that raises all.
 * Worked number: due 400, a channel that stayed weighs 1 / (1.3 + 0.0225 · 400) = 0.097, one raised to twice its spend
 * alone and seen through its own curve 1 / (1.3 + (0.0225 + 0.35²) · 400) = 0.017.
 */
export function sharedDemand(
  channels: readonly FitDays[],
  { shapes, blockDays }: { shapes: readonly DemandShape[]; blockDays: number },
): Demand {
  const dues = channels.map((days, index) => dueOf(days, shapes[index] ?? PLAIN, blockDays));
  const together = movedTogether(channels, dues);
  const unknown = shapes.length === 0 ? UNKNOWN_ELASTICITY.plain : UNKNOWN_ELASTICITY.fitted;
  const witnesses = new Map(
    channels.map((days, index) => [
      days,
      witness(days, dues[index] ?? dueOf(days, PLAIN, blockDays), together, unknown),
    ]),
  );
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

function dueOf({ age, u, y, exposure }: FitDays, { halfSaturation, slope }: DemandShape, blockDays: number): Due {
  const half = halfSaturation ** slope;
  const blockOf = (day: number) => Math.floor((age[day] ?? 0) / blockDays);
  const blocks = blockOf(0) + 1;
  const outcomes = new Float64Array(blocks);
  const shares = new Float64Array(blocks);
  const logs = new Float64Array(blocks);
  const counts = new Float64Array(blocks);
  const due = new Float64Array(age.length);
  const moved = new Float64Array(age.length);
  for (let day = 0; day < age.length; day += 1) {
    const raised = slope === 1 ? (u[day] ?? 0) : (u[day] ?? 0) ** slope;
    const share = ((exposure[day] ?? 0) * raised) / (half + raised);
    if (share <= 0) continue;
    const block = blockOf(day);
    due[day] = share;
    moved[day] = Math.log(u[day] ?? 1);
    shares[block] = (shares[block] ?? 0) + share;
    outcomes[block] = (outcomes[block] ?? 0) + (y[day] ?? 0);
    logs[block] = (logs[block] ?? 0) + (moved[day] ?? 0);
    counts[block] = (counts[block] ?? 0) + 1;
  }
  for (let day = 0; day < age.length; day += 1) {
    const share = due[day] ?? 0;
    if (share <= 0) continue;
    const block = blockOf(day);
    due[day] = (share * (outcomes[block] ?? 0)) / (shares[block] ?? 1);
    moved[day] = (moved[day] ?? 0) - (logs[block] ?? 0) / (counts[block] ?? 1);
  }
  return { due, moved };
}

/** By age: the mean of what channels moved by. */
function movedTogether(channels: readonly FitDays[], dues: readonly Due[]): number[] {
  const sums: number[] = [];
  const counts: number[] = [];
  for (const [index, { due, moved }] of dues.entries()) {
    const age = channels[index]?.age ?? [];
    for (let day = 0; day < age.length; day += 1) {
      if ((due[day] ?? 0) <= 0) continue;
      const key = age[day] ?? 0;
      sums[key] = (sums[key] ?? 0) + (moved[day] ?? 0);
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return Array.from(sums, (sum, age) => (sum ?? 0) / (counts[age] ?? 1));
}

function witness({ age }: FitDays, { due, moved }: Due, together: readonly number[], unknown: number): Witness {
  const weight = due.map((mean, day) => {
    const alone = (moved[day] ?? 0) - (together[age[day] ?? 0] ?? 0);
    return 1 / (USUAL_DISPERSION + (USUAL_SPREAD ** 2 + (unknown * alone) ** 2) * mean);
  });
  return { due, weight };
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
