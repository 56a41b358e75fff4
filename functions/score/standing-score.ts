import * as v from 'valibot';
import { sha256Hex } from '../core/hash.ts';
import { decodeJson, encodeJson } from '../core/json.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { ChannelBookEntry } from '../core/rollup.ts';
import { readScoreSheet } from '../core/score-sheet.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { ESTIMATOR } from './estimator.ts';
import { appliedBudget, type ScoreBasis } from './score-basis.ts';
import { withAppliedBudgets } from './with-applied-budgets.ts';

const standingSchema = v.object({
  scoresKey: v.string(),
  /** Budgets of ours that were applied then. */
  applied: v.array(v.tuple([v.string(), appliedBudget])),
});

/**
 * The sheet that a run has made of this basis, as it is under the budgets that are applied by now; undefined where there is
 * none. Throws `NoData` where it cannot be read.
 */
export async function standingScore(
  basis: ScoreBasis,
  book: Promise<readonly ChannelBookEntry[]>,
  objects: ObjectStore,
): Promise<ScoreSheet | undefined> {
  const pointer = await objects.get(keyOf(basis));
  if (pointer === undefined) return undefined;
  const { scoresKey, applied } = v.parse(standingSchema, decodeJson(new TextDecoder().decode(pointer)));
  const bytes = await objects.get(scoresKey);
  if (bytes === undefined) return undefined;
  return withAppliedBudgets(readScoreSheet(bytes), await book, basis.policy, {
    before: new Map(applied),
    applied: basis.applied,
  });
}

/** Lets who asks about the same basis find the sheet at `scoresKey`, which must be of it. */
export async function keepStanding(basis: ScoreBasis, scoresKey: string, objects: ObjectStore): Promise<void> {
  const standing = { scoresKey, applied: [...basis.applied] };
  await objects.create(keyOf(basis), new TextEncoder().encode(encodeJson(standing)));
}

/** All that a sheet is a function of but the applied budgets; objects by their keys, which never change. */
function keyOf({ policy, end, since, known, bookKey }: ScoreBasis): string {
  const { currency, timeZone, goal, margin, outcomes, guardrails } = policy;
  const asked = [currency, timeZone, goal, margin, outcomes, guardrails.minConversions];
  const days = known.filter(({ day }) => day <= end).map(({ key }) => key);
  return `scored/${sha256Hex(encodeJson([ESTIMATOR, asked, end, since, days, bookKey]))}`;
}
