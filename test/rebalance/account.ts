import type { CurvePosterior } from '../../functions/core/curve-posterior.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import type { Policy } from '../../functions/core/policy.ts';
import type { ScoredChannel, ScoreSheet } from '../../functions/core/scored.ts';

const MICROS = 1_000_000;

/**
 * A posterior whose mean curve is Hill with slope 1: `roas` is return per spend at `at`, of which `saturation` is the
 * share of the ceiling reached there. `evidence` is the Gamma shape: the relative deviation of the level is 1/√evidence.
 */
export function posteriorAt(
  at: number,
  { roas = 2, saturation = 0.5, evidence = 10_000 }: { roas?: number; saturation?: number; evidence?: number } = {},
): CurvePosterior {
  return {
    referenceMicros: at * MICROS,
    valueMicros: MICROS,
    components: [
      {
        weight: 1,
        halfSaturation: (1 - saturation) / saturation,
        slope: 1,
        levelShape: evidence,
        levelRate: (evidence * saturation) / (roas * at),
      },
    ],
  };
}

/** A trusted channel with a daily budget of `daily` currency units. */
export function channelOf(channel: string, daily: number, changes: Partial<ScoredChannel> = {}): ScoredChannel {
  return {
    channel,
    name: channel,
    platform: channel.split(':')[0] ?? 'other',
    days: 90,
    spendMicros: Math.round(90 * daily * MICROS),
    returnMicros: Math.round(180 * daily * MICROS),
    conversions: 400,
    roas: 2,
    roasLow: 1.9,
    roasHigh: 2.1,
    marginalRoas: 1,
    marginalRoasLow: 0.8,
    marginalRoasHigh: 1.2,
    completeness: 1,
    verdict: 'trusted',
    reason: '400 conversions in 90 days',
    currentMicros: Math.round(daily * MICROS),
    currentSource: 'report',
    budgetKind: 'daily',
    paused: false,
    lastChangedAtMs: null,
    posterior: daily > 0 ? posteriorAt(daily) : null,
    series: [],
    ...changes,
  };
}

export const UNTRUSTED = { verdict: 'untrusted', reason: '9 conversions, 30 needed' } as const;

export function sheetOf(channels: readonly ScoredChannel[], changes: Partial<ScoreSheet> = {}): ScoreSheet {
  return {
    asOf: '2026-09-30',
    since: null,
    currency: 'USD',
    goal: 'revenue',
    channels,
    factsHash: 'facts',
    ...changes,
  };
}

export function policyOf(yaml = '', currency = 'USD'): Policy {
  return parsePolicy(`currency: ${currency}\ntimeZone: UTC\n${yaml}\n`, 'policy.yaml');
}
