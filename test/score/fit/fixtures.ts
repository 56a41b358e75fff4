import type { ChannelDays, FitDays } from '../../../functions/score/fit/fit-days.ts';

/** Days ascending to age 0, spend and outcomes in currency units. */
export function channelDays(
  spend: readonly number[],
  outcome: readonly number[],
  { platform = 'google', conversions = null }: { platform?: string; conversions?: readonly number[] | null } = {},
): ChannelDays {
  return {
    platform,
    age: Int32Array.from(spend, (_, index) => spend.length - 1 - index),
    spendMicros: Float64Array.from(spend, (amount) => amount * 1e6),
    outcomeMicros: Float64Array.from(outcome, (amount) => amount * 1e6),
    conversions: conversions === null ? null : Float64Array.from(conversions),
    completeness: new Float64Array(spend.length).fill(1),
  };
}

/** Days of `y` outcomes at spend `u`, ascending to age 0. */
export function unitDays(u: readonly number[], y: readonly number[], platform = 'google'): FitDays {
  return {
    platform,
    referenceMicros: 1e6,
    unitMicros: 1e6,
    age: Int32Array.from(u, (_, index) => u.length - 1 - index),
    u: Float64Array.from(u),
    y: Float64Array.from(y),
    exposure: new Float64Array(u.length).fill(1),
  };
}

export function repeat<Value>(length: number, valueOf: (index: number) => Value): Value[] {
  return Array.from({ length }, (_, index) => valueOf(index));
}
