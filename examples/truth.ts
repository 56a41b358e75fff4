/**
 * The sample account as it truly is: what an advertiser never sees. Northtrail, a shop for outdoor gear, runs
 * 24 campaigns at five platforms. A plan made from the exported files can be judged against these curves.
 */
export interface SampleChannel extends Traits {
  /** As the product names it, `platform:account:campaign`. */
  readonly id: string;
  readonly campaign: string;
  readonly name: string;
  /** USD a day; of a campaign with a total budget, what it spends a day. */
  readonly dailyBudget: number;
  /** True return on spend at `dailyBudget`. */
  readonly roasAtBudget: number;
  /** USD a day at which the Hill curve returns half its ceiling. */
  readonly halfSaturation: number;
}

export type SamplePlatform = 'google' | 'meta' | 'tiktok' | 'microsoft' | 'linkedin';

/** On which weekdays a campaign spends more than on the others. */
export type Rhythm = 'even' | 'weekend' | 'midweek' | 'office';

export interface Burst {
  readonly from: string;
  readonly to: string;
  readonly times: number;
}

/** What campaigns of one platform share, unless one says otherwise. */
interface Traits {
  readonly platform: SamplePlatform;
  readonly account: string;
  /** Mean revenue of one order, USD. */
  readonly orderValue: number;
  readonly costPerClick: number;
  readonly clickRate: number;
  /** Slope of the Hill curve; at most 1, so that every true curve is concave. */
  readonly slope: number;
  readonly rhythm: Rhythm;
  /** How far budgets wandered in the past: standard deviation of the logarithm of a fortnight's level. */
  readonly wander: number;
  readonly bursts: readonly Burst[];
  readonly firstDay: string;
  readonly lastDay: string;
  /** USD for the whole campaign, where it has no daily budget. */
  readonly totalBudget: number | null;
}

const INDEPENDENCE_DAY = { from: '2026-06-29', to: '2026-07-04', times: 2.2 };
const MID_SUMMER = { from: '2026-07-20', to: '2026-07-24', times: 1.9 };
const BACK_TO_SCHOOL = { from: '2026-08-12', to: '2026-08-18', times: 1.8 };
const LABOR_DAY = { from: '2026-09-03', to: '2026-09-07', times: 2 };

const COMMON = {
  slope: 1,
  rhythm: 'even',
  wander: 0.25,
  bursts: [],
  firstDay: '2026-06-03',
  lastDay: '2026-09-30',
  totalBudget: null,
} as const;

const GOOGLE: Traits = {
  ...COMMON,
  platform: 'google',
  account: '1234567890',
  orderValue: 95,
  costPerClick: 1.1,
  clickRate: 0.045,
};
const META: Traits = {
  ...COMMON,
  platform: 'meta',
  account: '2087654321',
  orderValue: 84,
  costPerClick: 0.85,
  clickRate: 0.014,
};
const TIKTOK: Traits = {
  ...COMMON,
  platform: 'tiktok',
  account: '7012345678',
  orderValue: 58,
  costPerClick: 0.55,
  clickRate: 0.009,
};
const MICROSOFT: Traits = {
  ...COMMON,
  platform: 'microsoft',
  account: '177004321',
  orderValue: 102,
  costPerClick: 0.9,
  clickRate: 0.03,
};
const LINKEDIN: Traits = {
  ...COMMON,
  platform: 'linkedin',
  account: '508112233',
  orderValue: 950,
  costPerClick: 6.4,
  clickRate: 0.005,
  rhythm: 'office',
};

type Described = Omit<SampleChannel, 'id' | keyof Traits> & Partial<Traits>;

function campaign(traits: Traits, described: Described): SampleChannel {
  const whole = { ...traits, ...described };
  return { ...whole, id: `${whole.platform}:${whole.account}:${whole.campaign}` };
}

/** Bought through an agency: its cost comes in a plain file, its orders as events of the shop's own. */
export const CREATORS = campaign(TIKTOK, {
  account: 'agency',
  campaign: 'creators-fall',
  name: 'Creators | Fall hikes (agency)',
  dailyBudget: 210,
  roasAtBudget: 2.9,
  halfSaturation: 480,
  rhythm: 'weekend',
  wander: 0.3,
  firstDay: '2026-09-01',
  bursts: [{ from: '2026-09-10', to: '2026-09-13', times: 1.7 }],
});

/** The shop's own orders of this campaign come as events, beside what Google reports. */
export const TRACKED_BESIDE_REPORT = campaign(GOOGLE, {
  campaign: '19000104',
  name: 'Search | Competitors',
  dailyBudget: 220,
  roasAtBudget: 1.3,
  halfSaturation: 90,
  rhythm: 'midweek',
  bursts: [MID_SUMMER],
});

export const CHANNELS: readonly SampleChannel[] = [
  campaign(GOOGLE, {
    // The always-on: hardly ever changed, and long past what its searches can return.
    campaign: '19000101',
    name: 'Search | Brand',
    dailyBudget: 900,
    roasAtBudget: 4.8,
    halfSaturation: 170,
    rhythm: 'midweek',
    wander: 0.15,
  }),
  campaign(GOOGLE, {
    campaign: '19000102',
    name: 'Search | Hiking boots, women & men',
    dailyBudget: 650,
    roasAtBudget: 3.9,
    halfSaturation: 2600,
    rhythm: 'weekend',
    bursts: [INDEPENDENCE_DAY, BACK_TO_SCHOOL],
  }),
  campaign(GOOGLE, {
    // The name begins like Google's rows of totals, and is none.
    campaign: '19000103',
    name: 'Total Shelter | Rain jackets',
    dailyBudget: 480,
    roasAtBudget: 4.4,
    halfSaturation: 2200,
    rhythm: 'midweek',
    slope: 0.95,
    bursts: [MID_SUMMER, LABOR_DAY],
  }),
  TRACKED_BESIDE_REPORT,
  campaign(GOOGLE, {
    campaign: '19000105',
    name: 'Shopping | All products',
    dailyBudget: 1100,
    roasAtBudget: 4.4,
    halfSaturation: 4000,
    rhythm: 'weekend',
    bursts: [INDEPENDENCE_DAY, LABOR_DAY],
  }),
  campaign(GOOGLE, {
    campaign: '19000106',
    name: 'Performance Max | Best sellers',
    dailyBudget: 850,
    roasAtBudget: 3.6,
    halfSaturation: 1100,
    bursts: [BACK_TO_SCHOOL],
  }),
  campaign(GOOGLE, {
    campaign: '19000107',
    name: 'Display | Remarketing',
    dailyBudget: 560,
    roasAtBudget: 1.8,
    halfSaturation: 110,
    rhythm: 'weekend',
    wander: 0.35,
  }),
  campaign(GOOGLE, {
    campaign: '19000108',
    name: 'Demand Gen | Autumn launch',
    dailyBudget: 190,
    roasAtBudget: 1.9,
    halfSaturation: 250,
    firstDay: '2026-08-15',
    totalBudget: 12_000,
  }),
  campaign(META, {
    campaign: '238500201',
    name: 'Advantage+ Shopping',
    dailyBudget: 950,
    roasAtBudget: 3.5,
    halfSaturation: 2900,
    rhythm: 'weekend',
    bursts: [INDEPENDENCE_DAY, BACK_TO_SCHOOL],
  }),
  campaign(META, {
    campaign: '238500202',
    name: 'Prospecting - Broad',
    dailyBudget: 920,
    roasAtBudget: 1.6,
    halfSaturation: 260,
    slope: 0.95,
    rhythm: 'midweek',
    wander: 0.35,
    bursts: [MID_SUMMER],
  }),
  campaign(META, {
    campaign: '238500203',
    name: 'Prospecting - Lookalike 1%',
    dailyBudget: 420,
    roasAtBudget: 3.6,
    halfSaturation: 1900,
    bursts: [INDEPENDENCE_DAY, LABOR_DAY],
  }),
  campaign(META, {
    campaign: '238500204',
    name: 'Retargeting - Carts, last 14 days',
    dailyBudget: 420,
    roasAtBudget: 3.4,
    halfSaturation: 80,
    rhythm: 'weekend',
    wander: 0.35,
  }),
  campaign(META, {
    campaign: '238500205',
    name: 'Summer sale',
    dailyBudget: 340,
    roasAtBudget: 2.7,
    halfSaturation: 400,
    firstDay: '2026-06-10',
    lastDay: '2026-08-20',
    bursts: [INDEPENDENCE_DAY, MID_SUMMER],
  }),
  campaign(META, {
    campaign: '238500206',
    name: 'Reels - Trail stories',
    dailyBudget: 260,
    roasAtBudget: 2.5,
    halfSaturation: 600,
    rhythm: 'midweek',
    bursts: [BACK_TO_SCHOOL],
  }),
  campaign(TIKTOK, {
    campaign: '1790000000000000301',
    name: 'Smart+ Catalogue',
    dailyBudget: 360,
    roasAtBudget: 2.4,
    halfSaturation: 560,
    rhythm: 'weekend',
    bursts: [MID_SUMMER],
  }),
  campaign(TIKTOK, {
    campaign: '1790000000000000302',
    name: 'Awareness - Summit film',
    dailyBudget: 300,
    roasAtBudget: 0.9,
    halfSaturation: 120,
    bursts: [INDEPENDENCE_DAY],
  }),
  campaign(TIKTOK, {
    campaign: '1790000000000000303',
    name: 'Spark - Trail runners',
    dailyBudget: 180,
    roasAtBudget: 3.9,
    halfSaturation: 900,
    slope: 0.95,
    rhythm: 'weekend',
    wander: 0.3,
    bursts: [BACK_TO_SCHOOL, LABOR_DAY],
  }),
  CREATORS,
  campaign(MICROSOFT, {
    campaign: '410000401',
    name: 'Brand',
    dailyBudget: 140,
    roasAtBudget: 5.2,
    halfSaturation: 40,
    wander: 0.2,
  }),
  campaign(MICROSOFT, {
    campaign: '410000402',
    name: 'Shopping, all products',
    dailyBudget: 260,
    roasAtBudget: 4.6,
    halfSaturation: 1200,
    rhythm: 'midweek',
    bursts: [INDEPENDENCE_DAY, LABOR_DAY],
  }),
  campaign(MICROSOFT, {
    campaign: '410000403',
    name: 'Search non-brand',
    dailyBudget: 190,
    roasAtBudget: 2.9,
    halfSaturation: 230,
    rhythm: 'weekend',
    wander: 0.3,
  }),
  campaign(LINKEDIN, {
    campaign: '661100501',
    name: 'Corporate gifts',
    dailyBudget: 160,
    roasAtBudget: 3,
    halfSaturation: 200,
  }),
  campaign(LINKEDIN, {
    campaign: '661100502',
    name: 'Outfitter partners, US & Canada',
    dailyBudget: 90,
    roasAtBudget: 1.6,
    halfSaturation: 120,
    orderValue: 1400,
  }),
  campaign(LINKEDIN, {
    campaign: '661100503',
    name: 'Team events',
    dailyBudget: 60,
    roasAtBudget: 2.2,
    halfSaturation: 90,
    orderValue: 1100,
  }),
];

const BY_ID: ReadonlyMap<string, SampleChannel> = new Map(CHANNELS.map((channel) => [channel.id, channel]));

/** Spends no more: it ended before the newest day. */
export function isPaused(channel: SampleChannel): boolean {
  return channel.lastDay < COMMON.lastDay;
}

/** `spend^slope / (spend^slope + halfSaturation^slope)`, by A. V. Hill (1910). Worked number: 0.5 at half-saturation. */
function saturation({ halfSaturation, slope }: SampleChannel, dailySpend: number): number {
  // exp and log instead of pow, whose last digit differs between releases of V8.
  return dailySpend <= 0 ? 0 : 1 / (1 + Math.exp(slope * Math.log(halfSaturation / dailySpend)));
}

/**
 * Mean revenue of an average day, USD, that a channel truly earns at a daily spend in USD.
 * Worked number: at its own `dailyBudget` it is `roasAtBudget` times that. Throws RangeError for an unknown channel.
 */
export function trueReturn(channel: string, dailySpend: number): number {
  const sample = BY_ID.get(channel);
  if (sample === undefined) throw new RangeError(`no channel '${channel}' in the sample account`);
  const { roasAtBudget, dailyBudget } = sample;
  const ceiling = (roasAtBudget * dailyBudget) / saturation(sample, dailyBudget);
  return ceiling * saturation(sample, dailySpend);
}
