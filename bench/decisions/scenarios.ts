/** Everything a scenario may change of the common world. Amounts are in units of the account's currency. */
export interface Scenario {
  readonly id: string;
  readonly about: string;
  readonly lines: number;
  readonly platforms: number;
  /** Half of a day's conversions are reported late, with an exponential tail of 7 days cut at 30. */
  readonly delayed: boolean;
  /** Starting spend is log-normal: its median, and the deviation of its logarithm. */
  readonly spendMedian: number;
  readonly spendSpread: number;
  readonly shape: 'hill' | 'sShaped' | 'exponential' | 'power' | 'logarithmic';
  /** Line's adstock is uniform in this range. */
  readonly adstock: readonly [low: number, high: number];
  /** Standard deviation of a day's step of the logarithm of a line's level. */
  readonly levelStep: number;
  /** Standard deviation of a jump of that logarithm, which comes with a probability of 1/90 a day. */
  readonly levelJump: number;
  readonly demandSpread: number;
  readonly historyDays: number;
  readonly historyNoise: number;
  /** History's spend follows demand. */
  readonly confounded: boolean;
  /** Tracking of the first two platforms reports nothing on these test days (1 is the first); null where there is no outage. */
  readonly outage: readonly [first: number, last: number] | null;
  /** Least share of the starting spend a line may fall to. */
  readonly boxLow: number;
}

export const TEST_DAYS = 90;
export const STEP = 0.2;
export const BOX_HIGH = 5;
export const VALUE_OF_CONVERSION = 50;

const COMMON: Scenario = {
  id: 'B40',
  about: 'the common world: 40 lines, 4 platforms, Hill',
  lines: 40,
  platforms: 4,
  delayed: true,
  spendMedian: 300,
  spendSpread: 1,
  shape: 'hill',
  adstock: [0, 0],
  levelStep: 0,
  levelJump: 0,
  demandSpread: 0.08,
  historyDays: 60,
  historyNoise: 0.1,
  confounded: false,
  outage: null,
  boxLow: 0.1,
};

export const SCENARIOS: readonly Scenario[] = [
  { ...COMMON, id: 'A5', about: '5 lines, 2 platforms, no delay', lines: 5, platforms: 2, delayed: false },
  COMMON,
  { ...COMMON, id: 'C40drift', about: 'levels drift 1.5 % a day and jump', levelStep: 0.015, levelJump: 0.5 },
  { ...COMMON, id: 'D40adst', about: 'adstock of 0.2 to 0.7', adstock: [0.2, 0.7] },
  { ...COMMON, id: 'E40S', about: 'S-shapes, Hill slopes 1 to 3, no floor', shape: 'sShaped', boxLow: 0 },
  {
    ...COMMON,
    id: 'F400low',
    about: '400 lines with about 2 conversions a day',
    lines: 400,
    spendMedian: 40,
    spendSpread: 1.3,
  },
  { ...COMMON, id: 'G40conf', about: 'past spend followed demand', demandSpread: 0.2, confounded: true },
  { ...COMMON, id: 'H40out', about: 'tracking of 2 platforms out on days 31 to 34', outage: [31, 34] },
  { ...COMMON, id: 'I40exp', about: 'exponential saturation', shape: 'exponential' },
  { ...COMMON, id: 'I40pow', about: 'power curves', shape: 'power' },
  { ...COMMON, id: 'I40log', about: 'logarithmic curves', shape: 'logarithmic' },
  { ...COMMON, id: 'J40new', about: '14 days of history', historyDays: 14 },
  { ...COMMON, id: 'L40', about: 'history with 2 % spend noise', historyNoise: 0.02 },
];
