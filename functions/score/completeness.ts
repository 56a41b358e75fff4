/** Past this age a day is taken as fully reported; the windows platforms restate in are 7 to 30 days. */
export const COMPLETE_AFTER_DAYS = 30;

const SAME_DAY_SHARE = 0.5;
const TAIL_DAYS = 7;
/** Outcomes' worth of belief in the account's curve when a platform's is estimated, and in the default's for the account. */
const PRIOR_OUTCOMES = 30;
const LEAST = 0.02;

/** How much of one day's outcomes one platform had reported at some age, in conversions (or days' worth of money). */
export interface ReportedAt {
  readonly ageDays: number;
  readonly outcomes: number;
}

/** One channel's day, stated more than once, ascending by time. */
export interface Restatements {
  readonly platform: string;
  readonly statements: readonly ReportedAt[];
}

/** Share of a day's outcomes reported at an age of 0, 1, … `COMPLETE_AFTER_DAYS` days after the day's end. */
export type CompletenessCurve = readonly number[];

/**
 * Where nothing is restated yet: half of the outcomes by the day's end, the rest with an exponential tail of 7 days,
 * cut at 30. Chapelle (KDD 2014) saw 50 % of conversions within 24 hours.
 * Worked numbers: age 0 is 0.5, age 7 is 0.8205, age 30 is 1.
 */
export function defaultCompleteness(ageDays: number): number {
  const end = Math.exp(-COMPLETE_AFTER_DAYS / TAIL_DAYS);
  const left = Math.max(0, Math.exp(-Math.max(0, ageDays) / TAIL_DAYS) - end) / (1 - end);
  return 1 - (1 - SAME_DAY_SHARE) * left;
}

/**
 * Completeness by age for each platform, by chain ladder (Mack 1993): the share at an age is the product, over the ages
 * from there on, of outcomes then over outcomes a day later, both summed over all days seen at both. The sums of
 * a platform are joined by 30 outcomes of the account's own ratio, the account's by 30 of the default's.
 * The curve under `null` is the account's, for platforms without restatements.
 */
export function completenessCurves(restated: Iterable<Restatements>): Map<string | null, CompletenessCurve> {
  const account = noSteps();
  const platforms = new Map<string, Steps>();
  for (const { platform, statements } of restated) {
    const own = platforms.get(platform) ?? noSteps();
    platforms.set(platform, own);
    for (let index = 1; index < statements.length; index += 1) {
      const [previous, next] = [statements[index - 1], statements[index]];
      if (previous !== undefined && next !== undefined) addSteps(previous, next, own);
    }
  }
  for (const { sooner, later } of platforms.values()) {
    for (let age = 0; age < COMPLETE_AFTER_DAYS; age += 1) {
      account.sooner[age] = (account.sooner[age] ?? 0) + (sooner[age] ?? 0);
      account.later[age] = (account.later[age] ?? 0) + (later[age] ?? 0);
    }
  }
  const usual = ladder(account, DEFAULT_RATIOS);
  const curves = new Map<string | null, CompletenessCurve>([[null, shares(usual)]]);
  for (const [platform, own] of platforms) curves.set(platform, shares(ladder(own, usual)));
  return curves;
}

/** The default curve, by age. */
const DEFAULT_SHARES = Float64Array.from({ length: COMPLETE_AFTER_DAYS + 1 }, (_, age) => defaultCompleteness(age));

/** Outcomes at an age over outcomes a day later along the default curve, for ages from which a step to the next is known. */
const DEFAULT_RATIOS: readonly number[] = Array.from(
  { length: COMPLETE_AFTER_DAYS },
  (_, age) => defaultCompleteness(age) / defaultCompleteness(age + 1),
);

/** Outcomes at each age and a day later, of days seen at both. */
interface Steps {
  readonly sooner: Float64Array;
  readonly later: Float64Array;
}

function noSteps(): Steps {
  return { sooner: new Float64Array(COMPLETE_AFTER_DAYS), later: new Float64Array(COMPLETE_AFTER_DAYS) };
}

/** Outcomes at an age over outcomes a day later, per age. */
function ladder({ sooner, later }: Steps, prior: readonly number[]): number[] {
  return prior.map(
    (ratio, age) => (PRIOR_OUTCOMES * ratio + (sooner[age] ?? 0)) / (PRIOR_OUTCOMES + (later[age] ?? 0)),
  );
}

/** Statements further than a day apart are joined along the default curve. */
function addSteps(previous: ReportedAt, next: ReportedAt, { sooner, later }: Steps): void {
  const start = Math.min(COMPLETE_AFTER_DAYS, previous.ageDays);
  const end = Math.min(COMPLETE_AFTER_DAYS, next.ageDays);
  const from = DEFAULT_SHARES[start] ?? 1;
  const growth = (next.outcomes - previous.outcomes) / ((DEFAULT_SHARES[end] ?? 1) - from);
  let outcomes = previous.outcomes;
  for (let age = start; age < end; age += 1) {
    sooner[age] = (sooner[age] ?? 0) + outcomes;
    outcomes = previous.outcomes + growth * ((DEFAULT_SHARES[age + 1] ?? 1) - from);
    later[age] = (later[age] ?? 0) + outcomes;
  }
}

function shares(ratios: readonly number[]): CompletenessCurve {
  const curve = [...ratios, 1];
  for (let age = ratios.length - 1; age >= 0; age -= 1) curve[age] = (curve[age] ?? 1) * (curve[age + 1] ?? 1);
  return curve.map((share) => Math.min(1, Math.max(LEAST, share)));
}

/** Worked number: any curve at an age of 30 days or more is 1. */
export function completenessAt(curve: CompletenessCurve, ageDays: number): number {
  return curve[Math.min(COMPLETE_AFTER_DAYS, Math.max(0, ageDays))] ?? 1;
}
