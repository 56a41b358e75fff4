import * as v from 'valibot';
import { amount, fraction, numberFrom, positive, trueOrFalse } from './policy-values.ts';

/** Ten times today's budget in one step: more than that is a typing error. */
const MAX_CHANGE_LIMIT = 10;

/** What a rule may say of a channel, beside which it is for. */
export const ruleEntries = { min: v.optional(amount), max: v.optional(amount), lock: v.optional(trueOrFalse) };

/** The target to reach; one of them. */
export const targetEntries = {
  roas: v.optional(positive),
  marginalRoas: v.optional(positive),
  cpa: v.optional(positive),
};

/** Limits of every channel. */
export const guardrailEntries = {
  maxChange: v.optional(fraction(MAX_CHANGE_LIMIT)),
  minBudget: v.optional(amount),
  maxBudget: v.optional(amount),
  cooldownDays: v.optional(numberFrom(0, 'a number of days')),
  minConversions: v.optional(numberFrom(0, 'a number of conversions')),
  maxAgeDays: v.optional(numberFrom(0, 'a number of days')),
};
