import * as v from 'valibot';
import { guardrailEntries, ruleEntries, targetEntries } from './policy-entries.ts';
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
  positiveFraction,
  scalar,
  timeZoneName,
  words,
} from './policy-values.ts';

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
