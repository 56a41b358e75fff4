import type { Day } from '../functions/core/calendar.ts';
import { parsePolicy } from '../functions/core/parse-policy.ts';
import { GOALS, type Goal, type Policy } from '../functions/core/policy.ts';
import type { ScoreSheet } from '../functions/core/scored.ts';
import type { Account } from '../page/account.ts';
import type { Session } from './session.ts';

/**
 * What the what-if page holds, by whatever answers scores, this process or a stage: the account scored for its own goal
 * first, then for every other that its data and its policy allow.
 */
export async function whatIfAccount(
  { asOf, since }: { readonly asOf: Day | null; readonly since: Day | null },
  session: Pick<Session, 'policy' | 'score'>,
): Promise<Pick<Account, 'policy' | 'sheets'>> {
  const { name, text } = await session.policy.read();
  const policy = parsePolicy(text, name);
  const set = ['guardrails.minConversions=0'];
  const own = await session.score({ asOf, since, overrides: { set }, curves: true });
  const sheets = [own];
  for (const goal of GOALS.filter((candidate) => candidate !== policy.goal && canScore(candidate, policy, own))) {
    sheets.push(await session.score({ asOf: own.asOf, since, overrides: { goal, set }, curves: true }));
  }
  return { policy, sheets };
}

function canScore(goal: Goal, { margin, target }: Policy, { channels }: ScoreSheet): boolean {
  if (goal === 'profit') return margin !== null;
  if (target?.kind === 'cpa') return goal === 'conversions';
  return goal === 'revenue' || channels.some(({ conversions }) => (conversions ?? 0) > 0);
}
