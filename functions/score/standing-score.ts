import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import type { ObjectStore } from '../core/ports.ts';
import { readScoreSheet } from '../core/score-sheet.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { ESTIMATOR } from './estimator.ts';
import type { ScoreBasis } from './score-basis.ts';

/** The sheet that a run has made of this very basis; undefined where none has. Throws `NoData` where it cannot be read. */
export async function standingScore(basis: ScoreBasis, objects: ObjectStore): Promise<ScoreSheet | undefined> {
  const pointer = await objects.get(keyOf(basis));
  if (pointer === undefined) return undefined;
  const bytes = await objects.get(new TextDecoder().decode(pointer));
  return bytes === undefined ? undefined : readScoreSheet(bytes);
}

/** Lets who asks about the same basis find the sheet at `scoresKey`, which must be of it. */
export async function keepStanding(basis: ScoreBasis, scoresKey: string, objects: ObjectStore): Promise<void> {
  await objects.create(keyOf(basis), new TextEncoder().encode(scoresKey));
}

/** All that a sheet is a function of, objects by their keys, which never change. */
function keyOf({ policy, end, since, known, bookKey, applied }: ScoreBasis): string {
  const { currency, timeZone, goal, margin, outcomes, guardrails } = policy;
  const asked = [currency, timeZone, goal, margin, outcomes, guardrails.minConversions];
  const days = known.filter(({ day }) => day <= end).map(({ key }) => key);
  const budgets = [...applied].sort(([a], [b]) => (a < b ? -1 : 1));
  return `scored/${sha256Hex(encodeJson([ESTIMATOR, asked, end, since, days, bookKey, budgets]))}`;
}
