import * as v from 'valibot';
import { GOALS } from './policy.ts';
import {
  amount,
  currencyCode,
  fraction,
  notAList,
  notAMap,
  numberFrom,
  oneOf,
  patterns,
  positive,
  positiveFraction,
  scalar,
  timeZoneName,
  trueOrFalse,
  words,
} from './policy-values.ts';

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

/** `policy.yaml` as it is written, every scalar still text; what comes out is in micros and fractions. */
export const policySchema = v.strictObject(
  {
    currency: currencyCode,
    timeZone: timeZoneName,
    period: v.optional(
      scalar(
        (text) => (text === 'day' ? text : undefined),
        () => "only 'day' is allowed: monthly and lifetime budgets are out of scope",
      ),
    ),
    budget: v.optional(amount),
    goal: v.optional(oneOf(GOALS)),
    margin: v.optional(positiveFraction),
    targets: v.optional(
      v.pipe(
        v.strictObject(targetEntries, notAMap),
        v.check(
          (targets) => Object.values(targets).filter((value) => value !== undefined).length < 2,
          (issue) => `got ${Object.keys(issue.input).join(' and ')}, one of roas, marginalRoas, cpa is allowed`,
        ),
      ),
    ),
    guardrails: v.optional(v.strictObject(guardrailEntries, notAMap)),
    approval: v.optional(oneOf(['manual', 'auto'])),
    acceptDays: v.optional(numberFrom(1, 'a number of days of at least 1')),
    accounts: v.optional(v.record(v.string(), words, notAMap)),
    outcomes: v.optional(oneOf(['report', 'events'])),
    channels: v.optional(v.array(v.strictObject({ match: words, ...ruleEntries }, notAMap), notAList)),
    groups: v.optional(
      v.array(
        v.strictObject(
          {
            name: words,
            match: patterns,
            min: v.optional(amount),
            max: v.optional(amount),
            maxShare: v.optional(fraction(1)),
          },
          notAMap,
        ),
        notAList,
      ),
    ),
    destinations: v.optional(v.record(v.string(), words, notAMap)),
  },
  notAMap,
);

export type RawPolicy = v.InferOutput<typeof policySchema>;
