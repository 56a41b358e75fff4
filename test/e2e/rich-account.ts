import { addDays, dayOfEpochDay } from '../../functions/core/calendar.ts';
import { POLICY } from './cli.ts';

interface Truth {
  readonly channel: string;
  readonly ceiling: number;
  readonly halfSaturation: number;
  readonly budget: number;
}

/** Six campaigns with known Hill curves whose budgets are far from where they earn most. */
export const TRUTH: readonly Truth[] = [
  { channel: 'google:1:101', ceiling: 2400, halfSaturation: 900, budget: 300 },
  { channel: 'google:1:102', ceiling: 5200, halfSaturation: 700, budget: 800 },
  { channel: 'google:1:103', ceiling: 900, halfSaturation: 150, budget: 400 },
  { channel: 'google:1:104', ceiling: 7800, halfSaturation: 2600, budget: 500 },
  { channel: 'google:1:105', ceiling: 1500, halfSaturation: 90, budget: 250 },
  { channel: 'google:1:106', ceiling: 3000, halfSaturation: 1400, budget: 900 },
];

/** What the six campaigns truly return a day, in whole currency, at the budgets given in micros. */
export function trueReturn(budgetOf: (channel: string) => number): number {
  return TRUTH.reduce((sum, { channel, ceiling, halfSaturation }) => {
    const spend = budgetOf(channel) / 1e6;
    return sum + (ceiling * spend) / (spend + halfSaturation);
  }, 0);
}

export const HISTORY_DAYS = 90;

/** A multiplicative generator (MINSTD), so that the history is the same on every run. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Rows of the plain report, one a campaign and day, the newest yesterday by the clock: fresh enough to be applied. */
export function historyRows(nowMs: number): string[] {
  const next = uniforms(11);
  const today = dayOfEpochDay(Math.floor(nowMs / 86_400_000));
  const rows: string[] = [];
  for (let ago = HISTORY_DAYS; ago >= 1; ago -= 1) {
    for (const { channel, ceiling, halfSaturation, budget } of TRUTH) {
      const spend = budget * (0.4 + 1.2 * next());
      const revenue = ((ceiling * spend) / (spend + halfSaturation)) * (0.96 + 0.08 * next());
      const counts = `${Math.round(spend * 90)},${Math.round(spend * 2)},${(revenue / 20).toFixed(2)}`;
      rows.push(
        `${addDays(today, -ago)},${channel},Campaign ${channel.slice(-3)},google,${spend.toFixed(2)},${counts},${revenue.toFixed(2)}`,
      );
    }
  }
  return rows;
}

export const HEADER = 'date,channel,name,platform,spend,impressions,clicks,conversions,revenue';

export const BUDGETS = [
  'channel,dailyBudget',
  ...TRUTH.map(({ channel, budget }) => `${channel},${budget.toFixed(2)}`),
].join('\n');

export function richAccount(policy = ''): Record<string, string> {
  return {
    'policy.yaml': `${POLICY}destinations: { google: sheet }\n${policy}`,
    'inbox/history.csv': [HEADER, ...historyRows(Date.now()), ''].join('\n'),
    'inbox/budgets.csv': `${BUDGETS}\n`,
  };
}
