import type { ChannelDays } from '../../functions/score/fit/fit-days.ts';
import { noisyCount, normal, streamOf } from '../decisions/random.ts';

const DAYS = 120;
const PLATFORMS = 4;
const VALUE_OF_CONVERSION = 50;
const STREAM = { spend: 41, kappa: 42, roas: 43, slope: 44, noise: 45, raise: 46, level: 47, count: 48 };

export interface AccountKind {
  readonly channels: number;
  /** Largest Hill slope; each channel's is between 1 and this. */
  readonly slopeMax: number;
  /** Standard deviation of a day's step of the logarithm of a channel's level. */
  readonly levelStep: number;
  /** Median of a channel's spend a day; on the median it brings a conversion per 20 spent. */
  readonly spendMedian: number;
}

/**
 * Channels like those of the decision benchmark: 90 days of spend with 10 % noise, then 30 at a budget changed by up to a
 * factor of 3, so that shapes can be told; all days fully reported.
 */
export function accountOf({ channels, slopeMax, levelStep, spendMedian }: AccountKind): ChannelDays[] {
  return Array.from({ length: channels }, (_, channel) => {
    const draw = (stream: number, day = 0) => streamOf(channel, stream, day);
    const usual = spendMedian * Math.exp(normal(draw(STREAM.spend)));
    const kappa = Math.exp(normal(draw(STREAM.kappa)));
    const roas = 2.5 * Math.exp(0.6 * normal(draw(STREAM.roas)));
    const slope = 1 + (slopeMax - 1) * draw(STREAM.slope)();
    const raised = 3 ** (2 * draw(STREAM.raise)() - 1);
    const age = Int32Array.from({ length: DAYS }, (_, day) => DAYS - 1 - day);
    const spend = Float64Array.from(
      age,
      (days) => usual * (days < 30 ? raised : 1) * Math.exp(0.1 * normal(draw(STREAM.noise, days))),
    );
    let level = 0;
    const conversions = spend.map((spent, day) => {
      level += levelStep * normal(draw(STREAM.level, day));
      const saturation = (1 + kappa ** slope) / (1 + (kappa / (spent / usual)) ** slope);
      return noisyCount((Math.exp(level) * roas * usual * saturation) / VALUE_OF_CONVERSION, draw(STREAM.count, day));
    });
    return {
      platform: `platform${channel % PLATFORMS}`,
      age,
      spendMicros: spend.map((spent) => Math.round(1e6 * spent)),
      outcomeMicros: conversions.map((count) => 1e6 * VALUE_OF_CONVERSION * count),
      conversions,
      completeness: new Float64Array(DAYS).fill(1),
    };
  });
}
