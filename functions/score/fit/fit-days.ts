import { median } from 'simple-statistics';

/** A channel's days with a row, ascending, in columns; at least one has spend. */
export interface ChannelDays {
  readonly platform: string;
  /** Days from each day to `asOf`. */
  readonly age: Int32Array;
  readonly spendMicros: Float64Array;
  /** Revenue, or conversions × 10⁶; negative where refunds outweigh. */
  readonly outcomeMicros: Float64Array;
  /** Null where no source delivers conversions. */
  readonly conversions: Float64Array | null;
  /** In (0, 1]. */
  readonly completeness: Float64Array;
}

/** Days with spend, made free of units: spend as u = spend / reference, outcomes as counts of `unitMicros`. */
export interface FitDays {
  readonly platform: string;
  readonly referenceMicros: number;
  readonly unitMicros: number;
  readonly age: Int32Array;
  readonly u: Float64Array;
  /** Outcomes in units, at least 0. */
  readonly y: Float64Array;
  /** What a day's outcomes are multiplied by before they are seen: completeness, weekday; 0 takes the day out. */
  readonly exposure: Float64Array;
}

/**
 * Days without spend are left out: they say nothing of what spend brings. Refunds are taken off evenly: days with return are
 * scaled so that they sum to the net, for a refund belongs to sales of earlier days which nobody names.
 */
export function fitDays(days: ChannelDays, unitMicros: number): FitDays {
  const kept = [...days.age.keys()].filter((index) => (days.spendMicros[index] ?? 0) > 0);
  const spend = pick(days.spendMicros, kept);
  const outcome = pick(days.outcomeMicros, kept);
  const referenceMicros = median([...spend]);
  const perUnit = netShare(outcome) / unitMicros;
  return {
    platform: days.platform,
    referenceMicros,
    unitMicros,
    age: Int32Array.from(kept, (index) => days.age[index] ?? 0),
    u: spend.map((micros) => micros / referenceMicros),
    y: outcome.map((micros) => Math.max(0, micros) * perUnit),
    exposure: pick(days.completeness, kept),
  };
}

/** Net over positive outcomes, 0 where refunds outweigh. Worked number: 10 and −4 give 0.6. */
function netShare(outcome: Float64Array): number {
  let positive = 0;
  let net = 0;
  for (const micros of outcome) {
    positive += Math.max(0, micros);
    net += micros;
  }
  return positive > 0 ? Math.max(0, net) / positive : 0;
}

function pick(column: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (index) => column[index] ?? 0);
}
