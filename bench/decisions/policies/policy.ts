import type { Account } from '../account.ts';
import type { Playout } from '../playout.ts';
import { BOX_HIGH, STEP } from '../scenarios.ts';

/** What is asked each morning: budgets for `day`, knowing the playout to the end of the day before. */
export interface Question {
  readonly playout: Playout;
  readonly day: number;
  readonly current: Float64Array;
}

export interface Answer {
  readonly budgets: Float64Array;
  /** What a plan says of itself; policies that say nothing leave it out. */
  readonly claim?: Claim;
}

export interface Claim {
  /** Expected gain a day over today's budgets. */
  readonly uplift: number;
  /** The 90 % interval of each line's marginal return at today's budget; null where none is given. */
  readonly marginals: readonly ({ readonly low: number; readonly mean: number; readonly high: number } | null)[];
  readonly held: boolean;
  readonly gap: number | null;
  readonly scoreMs: number;
  readonly planMs: number;
}

/** Made anew for each seed: it may remember. */
export type Policy = (account: Account) => (question: Question) => Answer;

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The step limit within the box. */
export function stepBounds({ account }: Playout, current: Float64Array): Bounds[] {
  return account.lines.map(({ startSpend }, line) => {
    const now = current[line] ?? 0;
    return {
      low: Math.max(account.scenario.boxLow * startSpend, (1 - STEP) * now),
      high: Math.min(BOX_HIGH * startSpend, (1 + STEP) * now),
    };
  });
}
