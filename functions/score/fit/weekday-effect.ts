import type { FitDays } from './fit-days.ts';
import { BLOCK_DAYS } from './shape-evidence.ts';

const WEEKDAYS = 7;

/**
 * How much more or less each weekday brings, one set for the account, indexed 0–6 by (asOf − day) mod 7: outcomes over
 * what the 14-day blocks' own levels expect of the day, shrunk towards 1 by how much of the seven means' scatter
 * is more than counting noise, and normalised. 1 for a weekday without spend; all 1 where less than one outcome is expected
 * of a weekday with spend.
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

/**
 * Empirical Bayes on the logarithms: variance of the means less the Poisson variance 1 / outcomes. A weekday that brought nothing
 * counts as half an outcome: a shop that is closed on Sundays has the other six days all the same.
 */
function shrunk(seen: Float64Array, expected: Float64Array): Float64Array {
  const judged = [...seen.keys()].filter((weekday) => (expected[weekday] ?? 0) > 0);
  if (judged.some((weekday) => (expected[weekday] ?? 0) < 1)) return new Float64Array(WEEKDAYS).fill(1);
  const outcomes = seen.map((count) => Math.max(0.5, count));
  const raw = outcomes.map((count, weekday) =>
    judged.includes(weekday) ? Math.log(count / (expected[weekday] ?? 1)) : 0,
  );
  const noise = outcomes.map((count) => 1 / count);
  const scatter =
    judged.reduce((sum, weekday) => sum + (raw[weekday] ?? 0) ** 2 - (noise[weekday] ?? 0), 0) / judged.length;
  const signal = Math.max(0, scatter);
  return raw.map((effect, weekday) => Math.exp(signal > 0 ? (effect * signal) / (signal + (noise[weekday] ?? 0)) : 0));
}

function normalised(effect: Float64Array): Float64Array {
  const mean = effect.reduce((sum, value) => sum + value, 0) / WEEKDAYS;
  return effect.map((value) => value / mean);
}
