import { quantileSorted } from 'simple-statistics';
import type { Claims, Outcome } from './play-seed.ts';

/** First and one past the last test day of each period. */
export const PERIODS = [
  { name: '1–7', from: 0, to: 7 },
  { name: '1–30', from: 0, to: 30 },
  { name: '31–60', from: 30, to: 60 },
  { name: '61–90', from: 60, to: 90 },
  { name: '1–90', from: 0, to: 90 },
] as const;

/** Of one policy in one scenario; captures are 100 × (value − hold) / (oracle − hold), ratios of sums over seeds. */
export interface Summary {
  readonly seeds: number;
  readonly captures: readonly number[];
  /** Half the width of a 95 % interval of the capture of all 90 days, by the delta method over seeds. */
  readonly captureError: number;
  /** Of seeds' captures of all 90 days. */
  readonly tenthPercentile: number;
  /** Share of seeds that end the 90 days below holding. */
  readonly worseThanHold: number;
  /** Loss of value against the free oracle. */
  readonly regret: number;
  readonly overspend: number;
  readonly breaks: number;
  readonly churn: number;
  /** How often a line turned against its last change in 90 days, mean over lines. */
  readonly flips: number;
  /** First day, from 1, from which capture stays at 80 or more; null where it never does. */
  readonly lastingDay: number | null;
  readonly ms: number;
  readonly claims: ClaimSummary | null;
}

export interface ClaimSummary {
  /** Shares of line-days: truth inside, above and below the 90 % interval of marginal ROAS. */
  readonly coverage: number;
  readonly truthAbove: number;
  readonly truthBelow: number;
  readonly width: number;
  /** Mean and root mean square of ln(marginal ROAS / truth). */
  readonly bias: number;
  readonly error: number;
  readonly predictedOverRealised: number;
  readonly heldShare: number;
  readonly scoreMs: number;
  readonly planMs: number;
}

/** Outcomes of one scenario, by policy and then by seed. */
export type BySeed = ReadonlyMap<number, ReadonlyMap<string, Outcome>>;

interface Pair {
  readonly gain: number;
  readonly best: number;
}

export function summaryOf(seeds: BySeed, policy: string): Summary {
  const own = [...seeds.values()].flatMap((outcomes) => outcomes.get(policy) ?? []);
  const pairsIn = (from: number, to: number) => [...seeds.values()].flatMap((all) => pairOf(all, policy, from, to));
  const whole = pairsIn(0, 90);
  const each = whole.map(({ gain, best }) => (100 * gain) / best).sort((a, b) => a - b);
  const free = sumOf([...seeds.values()], (all) => total(all.get('freeOracle')?.value ?? [], 0, 90));
  return {
    seeds: own.length,
    captures: PERIODS.map(({ from, to }) => captureOf(pairsIn(from, to))),
    captureError: captureError(whole),
    tenthPercentile: quantileSorted(each, 0.1),
    worseThanHold: whole.filter(({ gain }) => gain < 0).length / whole.length,
    regret: 1 - sumOf(own, ({ value }) => total(value, 0, 90)) / free,
    overspend: Math.max(...own.map(({ overspend }) => overspend)),
    breaks: sumOf(own, ({ breaks }) => breaks),
    churn: sumOf(own, ({ churn }) => churn) / own.length,
    flips: sumOf(own, ({ flips }) => flips) / own.length,
    lastingDay: lastingDay(own[0]?.value.map((_, day) => captureOf(pairsIn(day, day + 1))) ?? []),
    ms: sumOf(own, ({ ms }) => ms) / own.length,
    claims: claimSummary(
      own.flatMap(({ claims }) => claims ?? []),
      own[0]?.value.length ?? 1,
    ),
  };
}

/** The oracle is the better of the one that looks a step ahead and the one that looks to the end, over 90 days. */
function pairOf(all: ReadonlyMap<string, Outcome>, policy: string, from: number, to: number): Pair[] {
  const [own, hold, near, far] = [policy, 'hold', 'nearOracle', 'farOracle'].map((id) => all.get(id)?.value);
  if (own === undefined || hold === undefined || near === undefined || far === undefined) return [];
  const oracle = total(near, 0, 90) > total(far, 0, 90) ? near : far;
  const held = total(hold, from, to);
  return [{ gain: total(own, from, to) - held, best: total(oracle, from, to) - held }];
}

function captureOf(pairs: readonly Pair[]): number {
  return (100 * sumOf(pairs, ({ gain }) => gain)) / sumOf(pairs, ({ best }) => best);
}

function lastingDay(captureByDay: readonly number[]): number | null {
  const lastBelow = captureByDay.findLastIndex((capture) => capture < 80);
  return lastBelow === captureByDay.length - 1 ? null : lastBelow + 2;
}

function captureError(pairs: readonly Pair[]): number {
  const ratio = captureOf(pairs) / 100;
  const squares = sumOf(pairs, ({ gain, best }) => (gain - ratio * best) ** 2);
  const count = pairs.length;
  return (1.96 * 100 * Math.sqrt((squares * count) / (count - 1))) / sumOf(pairs, ({ best }) => best);
}

function claimSummary(claims: readonly Claims[], days: number): ClaimSummary | null {
  if (claims.length === 0) return null;
  const sum = (valueOf: (claim: Claims) => number) => sumOf(claims, valueOf);
  const lineDays = sum(({ covered, below, above }) => covered + below + above);
  return {
    coverage: sum(({ covered }) => covered) / lineDays,
    truthAbove: sum(({ below }) => below) / lineDays,
    truthBelow: sum(({ above }) => above) / lineDays,
    width: sum(({ width }) => width) / lineDays,
    bias: sum(({ logError }) => logError) / lineDays,
    error: Math.sqrt(sum(({ squaredLogError }) => squaredLogError) / lineDays),
    predictedOverRealised: sum(({ predicted }) => predicted) / sum(({ realised }) => realised),
    heldShare: sum(({ heldDays }) => heldDays) / (days * claims.length),
    scoreMs: sum(({ scoreMs }) => scoreMs) / (days * claims.length),
    planMs: sum(({ planMs }) => planMs) / (days * claims.length),
  };
}

function total(values: readonly number[], from: number, to: number): number {
  return values.slice(from, to).reduce((sum, value) => sum + value, 0);
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}
