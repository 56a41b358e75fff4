import type { FitDays } from './fit-days.ts';

/** Variance of a day's outcomes over their mean is about this plus a share of the mean: what channels are weighted by. */
const USUAL_DISPERSION = 1.3;
const USUAL_SPREAD = 0.15;
/** Standard deviation of a channel's elasticity around its curve's, before there is one and with one. */
const UNKNOWN_ELASTICITY = { plain: 1, fitted: 0.5 };

/** The Hill curve a channel is seen through. */
export interface DemandShape {
  readonly halfSaturation: number;
  readonly slope: number;
}

const PLAIN: DemandShape = { halfSaturation: 1, slope: 1 };

/** What a channel was due each day at its own levels, and how much its word weighs that day. */
export interface Witness {
  readonly due: Float64Array;
  readonly weight: Float64Array;
}

interface Due {
  readonly days: FitDays;
  readonly due: Float64Array;
  /** Ln spend less its mean over the block's days. */
  readonly moved: Float64Array;
}

/**
 * What each channel was due each day through its Hill curve (half-saturation 1 and slope 1 where none is given), at levels of its
 * own in blocks of `blockDays`, and how much its outcomes then say of demand.
 *
 * A channel weighs by how well its outcomes of the day are foretold: by counting noise, a spread of 15 %, and the curve's own
 * error, which grows with how far its spend has moved otherwise than the account's. A few lines raised up their S-shapes
 * bring most of an account's outcomes, and would else be taken for demand that raises all.
 * Worked number: due 400, a channel that stayed weighs 1 / (1.3 + 0.0225 · 400) = 0.097, one raised to twice its spend
 * alone and seen through its own curve 1 / (1.3 + (0.0225 + 0.35²) · 400) = 0.017.
 */
export function demandWitnesses(
  channels: readonly FitDays[],
  { shapes, blockDays }: { shapes: readonly DemandShape[]; blockDays: number },
): Map<FitDays, Witness> {
  const dues = channels.map((days, index) => dueOf(days, shapes[index] ?? PLAIN, blockDays));
  const together = movedTogether(dues);
  const unknown = shapes.length === 0 ? UNKNOWN_ELASTICITY.plain : UNKNOWN_ELASTICITY.fitted;
  return new Map(dues.map((own) => [own.days, witness(own, together, unknown)]));
}

function dueOf(days: FitDays, { halfSaturation, slope }: DemandShape, blockDays: number): Due {
  const { age, u, y, exposure } = days;
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
  return { days, due, moved };
}

/** By age: the mean of what channels moved by. */
function movedTogether(channels: readonly Due[]): number[] {
  const sums: number[] = [];
  const counts: number[] = [];
  for (const { days, due, moved } of channels) {
    for (const [day, age] of days.age.entries()) {
      if ((due[day] ?? 0) <= 0) continue;
      sums[age] = (sums[age] ?? 0) + (moved[day] ?? 0);
      counts[age] = (counts[age] ?? 0) + 1;
    }
  }
  return Array.from(sums, (sum, age) => (sum ?? 0) / (counts[age] ?? 1));
}

function witness({ days: { age }, due, moved }: Due, together: readonly number[], unknown: number): Witness {
  const weight = due.map((mean, day) => {
    const alone = (moved[day] ?? 0) - (together[age[day] ?? 0] ?? 0);
    return 1 / (USUAL_DISPERSION + (USUAL_SPREAD ** 2 + (unknown * alone) ** 2) * mean);
  });
  return { due, weight };
}
