import type { FitDays } from './fit-days.ts';
import { BLOCK_DAYS } from './shape-evidence.ts';

const WEEKDAYS = 7;

/**
 * How much more or less each weekday brings, one set for the account, indexed 0–6 by (asOf − day) mod 7: outcomes over
 * what the 14-day blocks' own levels expect of the day, shrunk towards 1 by how much of the seven means' scatter
 * is more than counting noise, and normalised. All 1 where there are too few outcomes.
 */
export function weekdayEffect(channels: readonly FitDays[]): Float64Array {
  const seen = new Float64Array(WEEKDAYS);
  const expected = new Float64Array(WEEKDAYS);
  for (const days of channels) addExpectations(days, seen, expected);
  return normalised(shrunk(seen, expected));
}

/** The same days with the weekday's effect in their exposure. */
export function withWeekdayEffect(days: FitDays, effect: Float64Array): FitDays {
  return {
    ...days,
    exposure: days.exposure.map((share, index) => share * (effect[(days.age[index] ?? 0) % WEEKDAYS] ?? 1)),
  };
}

function addExpectations({ age, u, y, exposure }: FitDays, seen: Float64Array, expected: Float64Array): void {
  const blocks = new Map<number, { outcomes: number; weight: number }>();
  const weightOf = (index: number) => ((exposure[index] ?? 0) * (u[index] ?? 0)) / (1 + (u[index] ?? 0));
  const blockOf = (index: number) => Math.floor((age[index] ?? 0) / BLOCK_DAYS);
  for (const index of age.keys()) {
    if (exposure[index] === 0) continue;
    const block = blocks.get(blockOf(index)) ?? { outcomes: 0, weight: 0 };
    block.outcomes += y[index] ?? 0;
    block.weight += weightOf(index);
    blocks.set(blockOf(index), block);
  }
  for (const index of age.keys()) {
    const block = blocks.get(blockOf(index));
    if (exposure[index] === 0 || block === undefined || block.weight === 0) continue;
    const weekday = (age[index] ?? 0) % WEEKDAYS;
    seen[weekday] = (seen[weekday] ?? 0) + (y[index] ?? 0);
    expected[weekday] = (expected[weekday] ?? 0) + (block.outcomes * weightOf(index)) / block.weight;
  }
}

/** Empirical Bayes on the logarithms: variance of the seven means less the Poisson variance 1 / outcomes. */
function shrunk(seen: Float64Array, expected: Float64Array): Float64Array {
  if (seen.some((outcomes) => outcomes < 1)) return new Float64Array(WEEKDAYS).fill(1);
  const raw = seen.map((outcomes, weekday) => Math.log(outcomes / (expected[weekday] ?? 1)));
  const noise = seen.map((outcomes) => 1 / outcomes);
  const scatter = raw.reduce((sum, effect, weekday) => sum + effect ** 2 - (noise[weekday] ?? 0), 0) / WEEKDAYS;
  const signal = Math.max(0, scatter);
  return raw.map((effect, weekday) => Math.exp(signal > 0 ? (effect * signal) / (signal + (noise[weekday] ?? 0)) : 0));
}

function normalised(effect: Float64Array): Float64Array {
  const mean = effect.reduce((sum, value) => sum + value, 0) / WEEKDAYS;
  return effect.map((value) => value / mean);
}
