import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { ChannelBookEntry } from '../core/rollup.ts';
import { readScoreSheet } from '../core/score-sheet.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { ESTIMATOR } from './estimator.ts';
import type { ScoreBasis } from './score-basis.ts';
import { withAppliedBudgets } from './with-applied-budgets.ts';

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
  const bytes = await objects.get(new TextDecoder().decode(pointer));
  if (bytes === undefined) return undefined;
  return withAppliedBudgets(readScoreSheet(bytes), await book, basis.policy, basis.applied);
}

/** Lets who asks about the same basis find the sheet at `scoresKey`, which is or will be of it, whatever was applied then. */
export async function keepStanding(basis: ScoreBasis, scoresKey: string, objects: ObjectStore): Promise<void> {
  await objects.create(keyOf(basis), new TextEncoder().encode(scoresKey));
}

/** All that a sheet is a function of but the applied budgets; objects by their keys, which never change. */
function keyOf({ policy, end, since, known, bookKey }: ScoreBasis): string {
  const { currency, timeZone, goal, margin, outcomes, guardrails } = policy;
  const asked = [currency, timeZone, goal, margin, outcomes, guardrails.minConversions];
  const days = known.filter(({ day }) => day <= end).map(({ key }) => key);
  return `scored/${sha256Hex(encodeJson([ESTIMATOR, asked, end, since, days, bookKey]))}`;
}
