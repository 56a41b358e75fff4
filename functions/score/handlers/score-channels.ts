import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { isDay } from '../../core/calendar.ts';
import { MarginalError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/hash.ts';
import { encodeJson } from '../../core/json.ts';
import { parsePolicy } from '../../core/parse-policy.ts';
import type { ScoreSheet } from '../../core/scored.ts';
import type { Task, World } from '../../core/world.ts';
import { ESTIMATOR } from '../estimator.ts';
import { scoreAfresh } from '../load-history.ts';
import { loadBasis } from '../score-basis.ts';
import { spendOfBudget } from '../spend-of-budget.ts';
import { keepStanding } from '../standing-score.ts';

const dayOrNothing = v.nullish(v.pipe(v.string(), v.check(isDay, 'a day such as 2026-10-01 is needed')), null);

const scoreInput = v.object({ asOf: dayOrNothing, since: dayOrNothing, policyKey: v.nullish(v.string(), null) });

/**
 * `{asOf?, since?, policyKey?}` → `{runId, asOf, scoresKey, policyKey, spendOfBudget}`: scores what the store holds under the policy at
 * that key, or under a snapshot of today's. Equal facts, policy and question are one run, written once.
 * Throws `UsageError` for an input that is none, `PolicyInvalid`, `NoData`.
 */
export const scoreChannels: Task = async (input, world) => {
  const { asOf, since, policyKey: givenKey } = parseInput(input);
  const stated = policyAt(givenKey, world);
  const policy = stated.then(({ text, name }) => parsePolicy(text, name));
  const [basis, { policyKey, text }] = await Promise.all([
    loadBasis({ asOf, since, policy }, world),
    stated,
    givenKey === null && stated.then((own) => world.objects.create(own.policyKey, new TextEncoder().encode(own.text))),
  ]);
  const sheet = await scoreAfresh(basis, world);
  const runId = runIdOf(sheet, text);
  const scoresKey = `scores/${runId}.json`;
  await Promise.all([
    world.objects.create(scoresKey, new TextEncoder().encode(encodeJson(sheet))),
    keepStanding(basis, scoresKey, world.objects),
  ]);
  return { runId, asOf: sheet.asOf, scoresKey, policyKey, spendOfBudget: spendOfBudget(sheet) };
};

function parseInput(input: unknown): v.InferOutput<typeof scoreInput> {
  const result = v.safeParse(scoreInput, input);
  if (result.success) return result.output;
  throw new MarginalError('UsageError', v.flatten(result.issues).root?.join('; ') ?? v.summarize(result.issues));
}

interface PolicyText {
  readonly policyKey: string;
  readonly text: string;
  readonly name: string;
}

async function policyAt(givenKey: string | null, { objects, policy }: World): Promise<PolicyText> {
  if (givenKey !== null) {
    const bytes = await objects.get(givenKey);
    if (bytes === undefined) throw new MarginalError('PolicyMissing', `no policy at '${givenKey}'`);
    return { policyKey: givenKey, text: new TextDecoder().decode(bytes), name: givenKey };
  }
  const { name, text } = await policy.read();
  return { policyKey: `policies/${sha256Hex(text).slice(0, 16)}.yaml`, text, name };
}

/** Budgets that were applied since are left out: applying a plan does not make another run of it. */
function runIdOf({ asOf, since, factsHash }: ScoreSheet, policyText: string): string {
  const asked = sha256Hex(encodeJson([ESTIMATOR, factsHash, policyText, since]));
  return `${asOf}-${asked.slice(0, 8)}`;
}

export const handler = onLambda(scoreChannels);
