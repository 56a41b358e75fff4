import { describe, expect, test } from 'vitest';
import { whatIfAccount } from '../../cli/what-if-account.ts';
import { readSheetText } from '../../functions/ask/answer-text.ts';
import { answerScore } from '../../functions/ask/answers.ts';
import { score } from '../../functions/ask/handlers/score.ts';
import type { World } from '../../functions/core/world.ts';
import { packAccount } from '../../page/account.ts';
import { plannerOf } from '../../page/planner.ts';
import { askedAccount, textIn } from '../ask/asked-account.ts';

const AS_SCORED = { asOf: null, since: null };

/** As this process answers, and as a stage does: through JSON both ways, in the words of its function. */
const sessions = {
  embedded: (world: World) => ({
    policy: world.policy,
    score: (question: object) => answerScore({ ...AS_SCORED, overrides: {}, ...question, policyText: null }, world),
  }),
  stage: (world: World) => ({
    policy: world.policy,
    score: async (question: object) => {
      const sent: unknown = JSON.parse(JSON.stringify({ ...question, policyText: null }));
      return readSheetText(textIn(await score(sent, world), 'sheet'));
    },
  }),
};

describe('the account of the what-if page', () => {
  test('is scored for its own goal first, then for those that its data and policy allow', async () => {
    const world = await askedAccount();
    const { sheets } = await whatIfAccount(AS_SCORED, sessions.embedded(world));
    expect(sheets.map(({ goal }) => goal)).toEqual(['revenue', 'conversions']);
    const text = 'currency: USD\ntimeZone: UTC\nmargin: 40%\n';
    const withMargin = { ...world, policy: { read: async () => ({ name: 'policy.yaml', text }) } };
    const known = await whatIfAccount(AS_SCORED, sessions.embedded(withMargin));
    expect(known.sheets.map(({ goal }) => goal)).toEqual(['revenue', 'conversions', 'profit']);
  });

  test('is the same page from a stage as from this process, and plans', async () => {
    const world = await askedAccount();
    const [embedded, stage] = await Promise.all(
      [sessions.embedded(world), sessions.stage(world)].map((session) => whatIfAccount(AS_SCORED, session)),
    );
    if (embedded === undefined || stage === undefined) throw new Error('no account');
    const packed = [embedded, stage].map((known) => packAccount({ ...known, version: 'test', given: [] }));
    expect(packed[1]).toBe(packed[0]);
    const answer = plannerOf({ ...stage, version: 'test', given: [] }).answer({ budget: '180' });
    expect(answer).toMatchObject({ kind: 'planned', plan: { status: 'optimal', budgetMicros: 180_000_000 } });
  });
});
