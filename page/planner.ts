import { MarginalError } from '../functions/core/errors.ts';
import type { Plan } from '../functions/core/plan.ts';
import { patchPolicy, type PolicyOverrides } from '../functions/core/patch-policy.ts';
import { drawOnce, firstDraws } from '../functions/rebalance/expectation.ts';
import type { ScoreSheet } from '../functions/core/scored.ts';
import { whatIf } from '../functions/rebalance/what-if.ts';
import type { Account } from './account.ts';
import { judgedSheet } from './judged-sheet.ts';
import { policyPatch } from './policy-patch.ts';

/** A plan, with the keys that make it the policy's; or why there is none: what was asked contradicts itself. */
export type Answer =
  | { readonly kind: 'planned'; readonly plan: Plan; readonly patch: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Of 2,000; what is left of the time is the plan's. */
const ROUGH_DRAWS = 200;

/**
 * Answers what-if questions about one account by the modules `what-if` itself runs, so that both say the same to the
 * micro. Curves are drawn once a goal: at 1,000 channels the first answer takes 0.7 s, any other about 15 ms.
 * A rough answer takes half: budgets and expected returns are the same, interval and probability come of fewer draws, and so
 * does whether a plan of today's total is held.
 */
export function plannerOf({ policy, sheets }: Account): (overrides: PolicyOverrides, isRough?: boolean) => Answer {
  const exact = drawOnce();
  const rough = firstDraws(exact, ROUGH_DRAWS);
  const judge = judgeOnce();
  return (overrides, isRough = false) => {
    try {
      const { goal, guardrails } = patchPolicy(policy, overrides);
      const sheet = sheets.find((candidate) => candidate.goal === goal);
      if (sheet === undefined) return { kind: 'refused', message: `this account has no scores for goal '${goal}'` };
      const { plan } = whatIf(judge(sheet, guardrails.minConversions), policy, overrides, isRough ? rough : exact);
      return { kind: 'planned', plan, patch: policyPatch(policy, overrides) };
    } catch (error) {
      if (error instanceof MarginalError) return { kind: 'refused', message: error.message };
      throw error;
    }
  };
}

/** `judgedSheet`, of each sheet the last one kept: a slider asks for the same again and again. */
function judgeOnce(): typeof judgedSheet {
  const known = new WeakMap<ScoreSheet, { readonly minConversions: number; readonly judged: ScoreSheet }>();
  return (sheet, minConversions) => {
    const before = known.get(sheet);
    if (before?.minConversions === minConversions) return before.judged;
    const judged = judgedSheet(sheet, minConversions);
    known.set(sheet, { minConversions, judged });
    return judged;
  };
}
