import { daysFrom, FIRST_DAY, LAST_DAY, weekdayIndex } from './sample-calendar.ts';
import { seededRandom } from './seeded-random.ts';
import { CHANNELS, trueReturn, type Rhythm, type SampleChannel, type SamplePlatform } from './truth.ts';

export interface Order {
  /** Hundredths of a conversion the platform claims of it: 100, or less where it shares the credit. */
  readonly creditHundredths: number;
  readonly valueCents: number;
  /** Days from the click to the order. Platforms date the order by the click, so it shows up that much later. */
  readonly lagDays: number;
}

/** One channel on one day, by the day of the click. */
export interface HistoryDay {
  readonly day: string;
  readonly spendCents: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly orders: readonly Order[];
}

/** From Sunday to Saturday; each sums to 7, so an average week is an average week. */
const SPEND_BY_WEEKDAY: Readonly<Record<Rhythm, readonly number[]>> = {
  even: [1, 1, 1, 1, 1, 1, 1],
  weekend: [1.3, 0.8, 0.8, 0.8, 0.85, 1.1, 1.35],
  midweek: [0.75, 0.95, 1.25, 1.3, 1.2, 0.85, 0.7],
  office: [0.45, 1.2, 1.25, 1.25, 1.2, 1.15, 0.5],
};
const DEMAND_BY_WEEKDAY: Readonly<Record<'shop' | 'office', readonly number[]>> = {
  shop: [1.12, 1.05, 0.98, 0.95, 0.95, 0.93, 1.02],
  office: [0.6, 1.15, 1.2, 1.2, 1.15, 1.05, 0.65],
};

/** Share of orders on the day of the click, and how much of the rest is still to come after each further day. */
const LAG: Readonly<Record<SamplePlatform, { sameDay: number; remaining: number }>> = {
  google: { sameDay: 0.7, remaining: 0.75 },
  meta: { sameDay: 0.75, remaining: 0.72 },
  tiktok: { sameDay: 0.8, remaining: 0.7 },
  microsoft: { sameDay: 0.72, remaining: 0.75 },
  // LinkedIn dates a conversion by its own day, so none comes late.
  linkedin: { sameDay: 1, remaining: 0 },
};
const LAG_DAYS_MAX = 14;

/** Fractional conversions of data-driven attribution: two fifths of Google's orders are shared with another touch. */
const SHARED_CREDIT = { google: 0.4, meta: 0, tiktok: 0, microsoft: 0, linkedin: 0 } as const;

/** The last fortnight is spent at today's budgets, so that a mean of the last week tells the budget. */
const DAYS_AT_TODAYS_BUDGET = 16;

/** What the whole shop's demand does, day by day: a slow wave that no campaign causes. */
const demand: ReadonlyMap<string, number> = (() => {
  const random = seededRandom('northtrail/demand');
  const levels = new Map<string, number>();
  let wave = 0;
  for (const day of daysFrom(FIRST_DAY, LAST_DAY)) {
    wave = 0.7 * wave + 0.04 * random.normal();
    levels.set(day, Math.exp(wave));
  }
  return levels;
})();

/** Budget levels as a share of today's budget: a new one every 9 to 15 days, today's at the end. */
function budgetLevels(channel: SampleChannel, days: readonly string[]): number[] {
  const random = seededRandom(`${channel.id}/levels`);
  const levels: number[] = [];
  while (levels.length < days.length - DAYS_AT_TODAYS_BUDGET) {
    const level = Math.exp(channel.wander * random.normal());
    for (let left = 9 + Math.floor(7 * random.uniform()); left > 0; left -= 1) levels.push(level);
  }
  return days.map((_, index) => (index < days.length - DAYS_AT_TODAYS_BUDGET ? (levels[index] ?? 1) : 1));
}

function simulate(channel: SampleChannel): HistoryDay[] {
  const random = seededRandom(`${channel.id}/days`);
  const days = daysFrom(channel.firstDay, channel.lastDay);
  const levels = budgetLevels(channel, days);
  const demandOfWeek = DEMAND_BY_WEEKDAY[channel.platform === 'linkedin' ? 'office' : 'shop'];
  const creditShared = SHARED_CREDIT[channel.platform];
  const meanCredit = 1 - creditShared / 2;
  const { sameDay, remaining } = LAG[channel.platform];

  function order(): Order {
    const creditHundredths = random.uniform() < creditShared ? 50 : 100;
    const value = (channel.orderValue * Math.exp(0.4 * random.normal() - 0.08) * creditHundredths) / 100;
    let lagDays = random.uniform() < sameDay ? 0 : 1;
    while (lagDays > 0 && lagDays < LAG_DAYS_MAX && random.uniform() < remaining) lagDays += 1;
    return { creditHundredths, valueCents: Math.round(value * 100), lagDays };
  }

  return days.map((day, index) => {
    const weekday = weekdayIndex(day);
    const burst = channel.bursts.find(({ from, to }) => from <= day && day <= to)?.times ?? 1;
    const rhythm = SPEND_BY_WEEKDAY[channel.rhythm][weekday] ?? 1;
    const planned = channel.dailyBudget * (levels[index] ?? 1) * burst * rhythm;
    const spendCents = Math.round(planned * Math.exp(0.07 * random.normal()) * 100);
    const clicks = random.poisson(spendCents / 100 / channel.costPerClick);
    const impressions = Math.max(
      clicks,
      random.poisson((clicks * Math.exp(0.1 * random.normal())) / channel.clickRate),
    );
    const revenue = trueReturn(channel.id, spendCents / 100) * (demandOfWeek[weekday] ?? 1) * (demand.get(day) ?? 1);
    const count = random.poisson((revenue * Math.exp(0.06 * random.normal())) / (channel.orderValue * meanCredit));
    return { day, spendCents, impressions, clicks, orders: Array.from({ length: count }, order) };
  });
}

const histories: ReadonlyMap<string, readonly HistoryDay[]> = new Map(
  CHANNELS.map((channel) => [channel.id, simulate(channel)]),
);

/** All days of a channel, ascending. */
export function historyOf(channel: SampleChannel): readonly HistoryDay[] {
  return histories.get(channel.id) ?? [];
}
