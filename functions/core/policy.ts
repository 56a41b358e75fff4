import { channelMatcher, type ChannelId } from './channel.ts';
import type { Micros } from './money.ts';

export const GOALS = ['revenue', 'conversions', 'profit'] as const;

export type Goal = (typeof GOALS)[number];

/** A rule for the channels that match; of several, the first match wins. */
export interface ChannelRule {
  readonly match: string;
  readonly minMicros: Micros | null;
  readonly maxMicros: Micros | null;
  readonly lock: boolean;
}

/** A limit on the sum of the channels that match any of the patterns. */
export interface GroupRule {
  readonly name: string;
  readonly match: readonly string[];
  readonly minMicros: Micros | null;
  readonly maxMicros: Micros | null;
  /** A share of the plan's whole budget, 0 to 1. */
  readonly maxShare: number | null;
}

/** The policy after parsing: amounts in micros, shares as fractions, defaults filled in. Null means "not stated". */
export interface Policy {
  readonly currency: string;
  readonly timeZone: string;
  readonly budgetMicros: Micros | null;
  readonly goal: Goal;
  /** Profit only: the share of revenue that is left after cost of goods. */
  readonly margin: number | null;
  readonly target: { readonly kind: 'roas' | 'marginalRoas' | 'cpa'; readonly value: number } | null;
  readonly guardrails: {
    /** Fraction of today's budget: 0.2 is 20 %. */
    readonly maxChange: number;
    /** Null leaves the platform's own minimum in force. */
    readonly minBudgetMicros: Micros | null;
    readonly maxBudgetMicros: Micros | null;
    /** Null leaves the platform's own waiting time in force. */
    readonly cooldownDays: number | null;
    readonly minConversions: number;
    readonly maxAgeDays: number;
  };
  readonly approval: 'manual' | 'auto';
  readonly acceptDays: number;
  /** Account id where an export names none, by platform. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly outcomes: 'report' | 'events';
  readonly channels: readonly ChannelRule[];
  readonly groups: readonly GroupRule[];
  /** Destination kind by platform. */
  readonly destinations: Readonly<Record<string, string>>;
}

/** What of a policy a score depends on: it stands where others of its keys change. */
export interface ScoringPolicy extends Pick<Policy, 'currency' | 'timeZone' | 'goal' | 'margin' | 'outcomes'> {
  readonly guardrails: Pick<Policy['guardrails'], 'minConversions'>;
}

/** What stands where a policy says nothing. */
export const DEFAULT_GUARDRAILS: Policy['guardrails'] = {
  maxChange: 0.2,
  minBudgetMicros: null,
  maxBudgetMicros: null,
  cooldownDays: null,
  minConversions: 30,
  maxAgeDays: 3,
};

/** Compiled once a rule: an account's every channel is tried against it. */
const matchers = new WeakMap<ChannelRule, (channel: ChannelId) => boolean>();

function matches(rule: ChannelRule, channel: ChannelId): boolean {
  const matcher = matchers.get(rule) ?? channelMatcher(rule.match);
  matchers.set(rule, matcher);
  return matcher(channel);
}

/** The first rule that matches the channel. */
export function ruleFor({ channels }: Pick<Policy, 'channels'>, channel: ChannelId): ChannelRule | undefined {
  return channels.find((rule) => matches(rule, channel));
}
