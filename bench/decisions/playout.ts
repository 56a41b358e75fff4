import { trueReturn, type Account } from './account.ts';
import { noisyCount, normal, streamOf, type Random } from './random.ts';
import { VALUE_OF_CONVERSION } from './scenarios.ts';

/** Past this age a day is fully reported. */
export const LAST_AGE = 30;
const AGES = LAST_AGE + 1;

const SAME_DAY = 0.5;
const TAIL_DAYS = 7;
const STREAM = { history: 11, delivery: 12, count: 13, delay: 14 };

/** An account as it unfolds under one policy: what was spent, and what platforms report of each day, by age. */
export interface Playout {
  readonly account: Account;
  /** At [day · lines + line]. */
  readonly spend: Float64Array;
  /** Conversions of the day reported at an age, at [(day · lines + line) · 31 + age]. */
  readonly reported: Int32Array;
  readonly carried: Float64Array;
}

/** Starts with the history played, at budgets nobody optimised. */
export function startPlayout(account: Account): Playout {
  const { lines, days, scenario, seed } = account;
  const playout: Playout = {
    account,
    spend: new Float64Array(days * lines.length),
    reported: new Int32Array(days * lines.length * AGES),
    carried: Float64Array.from(lines, ({ startSpend }) => startSpend),
  };
  for (let day = 0; day < scenario.historyDays; day += 1) {
    const demand = scenario.confounded ? (account.demand[day] ?? 1) : 1;
    playDay(playout, day, (line) => {
      const noise = Math.exp(scenario.historyNoise * normal(streamOf(seed, STREAM.history, day, line)));
      return (lines[line]?.startSpend ?? 0) * noise * demand;
    });
  }
  return playout;
}

/** Plays a test day at these budgets: platforms deliver a little less or more, at most 110 %. */
export function playBudgets(playout: Playout, day: number, budgets: Float64Array): void {
  const { seed } = playout.account;
  playDay(playout, day, (line) => {
    const delivery = Math.exp(-0.008 + 0.04 * normal(streamOf(seed, STREAM.delivery, day, line)));
    return (budgets[line] ?? 0) * Math.min(1.1, delivery);
  });
}

function playDay({ account, spend, reported, carried }: Playout, day: number, spendOf: (line: number) => number): void {
  const { lines, scenario, seed, dayFactor } = account;
  const testDay = day - scenario.historyDays + 1;
  const { outage } = scenario;
  const isOut = outage !== null && testDay >= outage[0] && testDay <= outage[1];
  for (const [line, { platform, adstock }] of lines.entries()) {
    const spent = Math.round(100 * spendOf(line)) / 100;
    const effective = adstock * (carried[line] ?? 0) + (1 - adstock) * spent;
    carried[line] = effective;
    const cell = day * lines.length + line;
    spend[cell] = spent;
    if (isOut && platform < 2) continue;
    const mean = (trueReturn(account, line, day, effective) * (dayFactor[day] ?? 1)) / VALUE_OF_CONVERSION;
    const count = noisyCount(mean, streamOf(seed, STREAM.count, day, line));
    report(reported, cell * AGES, count, scenario.delayed, streamOf(seed, STREAM.delay, day, line));
  }
}

/** Leaves the conversions known at each age, from those of the day itself on. */
function report(reported: Int32Array, from: number, count: number, delayed: boolean, random: Random): void {
  for (let each = 0; each < count; each += 1) {
    const age = delayed ? delayOf(random) : 0;
    reported[from + age] = (reported[from + age] ?? 0) + 1;
  }
  for (let age = 1; age < AGES; age += 1) {
    reported[from + age] = (reported[from + age] ?? 0) + (reported[from + age - 1] ?? 0);
  }
}

function delayOf(random: Random): number {
  if (random() < SAME_DAY) return 0;
  const cut = 1 - Math.exp(-LAST_AGE / TAIL_DAYS);
  return Math.min(LAST_AGE, Math.ceil(-TAIL_DAYS * Math.log(1 - random() * cut)));
}

/** Conversions of a day known at the end of `asOf`. */
export function reportedAt({ account, reported }: Playout, line: number, day: number, asOf: number): number {
  return reported[(day * account.lines.length + line) * AGES + Math.min(LAST_AGE, asOf - day)] ?? 0;
}

/** The true share of a day's conversions that are reported at an age. */
export function trueCompleteness({ account: { scenario } }: Playout, age: number): number {
  if (!scenario.delayed || age >= LAST_AGE) return 1;
  const end = Math.exp(-LAST_AGE / TAIL_DAYS);
  return 1 - ((1 - SAME_DAY) * (Math.exp(-age / TAIL_DAYS) - end)) / (1 - end);
}
