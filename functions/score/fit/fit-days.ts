import { median } from 'simple-statistics';
import type { AgedLiftTest } from './experiment-evidence.ts';

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
  /** What experiments said of the channel, in any order; each ended by `asOf`. */
  readonly liftTests?: readonly AgedLiftTest[];
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
  const spent = days.spendMicros.filter((micros) => micros > 0);
  const referenceMicros = median([...spent]);
  const perUnit = netShare(days) / unitMicros;
  const age = new Int32Array(spent.length);
  const u = new Float64Array(spent.length);
  const y = new Float64Array(spent.length);
  const exposure = new Float64Array(spent.length);
  let next = 0;
  for (let day = 0; day < days.age.length; day += 1) {
    const spendMicros = days.spendMicros[day] ?? 0;
    if (spendMicros <= 0) continue;
    age[next] = days.age[day] ?? 0;
    u[next] = spendMicros / referenceMicros;
    y[next] = Math.max(0, days.outcomeMicros[day] ?? 0) * perUnit;
    exposure[next] = days.completeness[day] ?? 1;
    next += 1;
  }
  return { platform: days.platform, referenceMicros, unitMicros, age, u, y, exposure };
}

/** Net over positive outcomes of days with spend, 0 where refunds outweigh. Worked number: 10 and −4 give 0.6. */
function netShare({ spendMicros, outcomeMicros }: ChannelDays): number {
  let positive = 0;
  let net = 0;
  for (let day = 0; day < outcomeMicros.length; day += 1) {
    if ((spendMicros[day] ?? 0) <= 0) continue;
    const micros = outcomeMicros[day] ?? 0;
    positive += Math.max(0, micros);
    net += micros;
  }
  return positive > 0 ? Math.max(0, net) / positive : 0;
}
