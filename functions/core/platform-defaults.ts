import type { Micros } from './money.ts';

/** What a platform itself asks of daily budgets and of changes to them. */
export interface PlatformDefaults {
  /** In USD, the only currency the platforms publish for all accounts; null where they publish none. */
  readonly minBudgetUsdMicros: Micros | null;
  /** Whole days to let pass after a change of ours. */
  readonly cooldownDays: number;
}

const NONE: PlatformDefaults = { minBudgetUsdMicros: null, cooldownDays: 0 };

/**
 * Sources, as far as they are published:
 * Meta: about $1 a day for impressions (`min_daily_budget` 100 in recorded accounts, Marketing API edge
 * `minimum_budgets`); 48 to 72 hours between significant edits is trade practice, Meta names the reset of the learning
 * phase but no number.
 * TikTok: campaigns above $50 a day; at least 2 days between changes (ads.tiktok.com/help/article/budget and article
 * 744163857974606118).
 * LinkedIn: about $10 a day (trade sources).
 * Google sets a minimum per campaign and reports it only when a budget is refused; Microsoft, Amazon, Pinterest,
 * Reddit, Snapchat and X publish none that holds for every account.
 */
const DEFAULTS: Readonly<Record<string, PlatformDefaults>> = {
  meta: { minBudgetUsdMicros: 1_000_000, cooldownDays: 3 },
  tiktok: { minBudgetUsdMicros: 50_000_000, cooldownDays: 2 },
  linkedin: { minBudgetUsdMicros: 10_000_000, cooldownDays: 0 },
};

/** Worked example: TikTok asks for $50 a day and 2 days between changes; a platform unknown here asks for nothing. */
export function platformDefaults(platform: string): PlatformDefaults {
  return Object.hasOwn(DEFAULTS, platform) ? (DEFAULTS[platform] ?? NONE) : NONE;
}
