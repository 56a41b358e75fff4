import * as v from 'valibot';
import { isDay, type Day } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import { parsePolicy } from '../core/parse-policy.ts';
import type { PolicyOverrides } from '../core/patch-policy.ts';
import type { Policy } from '../core/policy.ts';
import type { PolicySource } from '../core/world.ts';

/** A question about the account; answering it writes nothing. */
export interface Question {
  /** Null: the last ended day that every active source has delivered. */
  readonly asOf: Day | null;
  /** Null: all history. */
  readonly since: Day | null;
  /** The policy to judge by; null: the one that stands. */
  readonly policyText: string | null;
  readonly overrides: PolicyOverrides;
  /** Whether curves and the newest days are answered too: who draws them asks for them. */
  readonly curves?: boolean;
}

const day = v.nullish(v.pipe(v.string(), v.check(isDay, 'a day such as 2026-10-01 is needed')), null);

const QuestionSchema = v.strictObject({
  asOf: day,
  since: day,
  policyText: v.nullish(v.string(), null),
  overrides: v.optional(
    v.strictObject({
      budget: v.exactOptional(v.string()),
      maxChange: v.exactOptional(v.string()),
      goal: v.exactOptional(v.string()),
      targetRoas: v.exactOptional(v.string()),
      set: v.exactOptional(v.array(v.string())),
    }),
    {},
  ),
  curves: v.exactOptional(v.boolean()),
});

/** Throws `UsageError` for what is no question. */
export function parseQuestion(input: unknown): Question {
  const result = v.safeParse(QuestionSchema, input);
  if (result.success) return result.output;
  throw new MarginalError('UsageError', v.summarize(result.issues).replaceAll('\n', ' '));
}

/** The policy the question is judged by. Throws `PolicyMissing`, `PolicyInvalid`. */
export async function policyOf({ policyText }: Question, source: PolicySource): Promise<Policy> {
  const { name, text } = policyText === null ? await source.read() : { name: 'the policy given', text: policyText };
  return parsePolicy(text, name);
}
