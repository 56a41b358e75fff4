import { MarginalError } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { patchPolicy } from '../core/patch-policy.ts';
import type { ScoreSheet } from '../core/scored.ts';
import type { World } from '../core/world.ts';
import { whatIf } from '../rebalance/what-if.ts';
import { loadAndScore } from '../score/load-history.ts';
import { policyOf, type Question } from './question.ts';

export interface WhatIfAnswer {
  readonly sheet: ScoreSheet;
  readonly plan: Plan;
}

/** Return on spend per channel, as of a day, for the goal asked about. Throws `NoData` and what the policy may throw. */
export async function answerScore(question: Question, world: World): Promise<ScoreSheet> {
  const policy = policyOf(question, world.policy).then((stated) => patchPolicy(stated, question.overrides));
  return loadAndScore({ ...question, policy }, world);
}

/** A plan under changed assumptions. Throws `Infeasible` besides, for limits that contradict one another. */
export async function answerWhatIf(question: Question, world: World): Promise<WhatIfAnswer> {
  const stated = policyOf(question, world.policy);
  const patched = stated.then((policy) => patchPolicy(policy, question.overrides));
  const sheet = await loadAndScore({ ...question, policy: patched }, world);
  const { plan } = whatIf(sheet, await stated, question.overrides);
  if (plan.status === 'infeasible') throw new MarginalError('Infeasible', plan.reason);
  return { sheet, plan };
}
