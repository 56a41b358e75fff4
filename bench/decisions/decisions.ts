import { keyOf, outcomeSaver, savedOutcomes } from './outcome-file.ts';
import { playAll } from './play-all.ts';
import type { Outcome } from './play-seed.ts';
import { POLICIES } from './policies/index.ts';
import { SCENARIOS } from './scenarios.ts';
import { decisionTables } from './tables.ts';

export interface DecisionOptions {
  readonly seeds: number;
  /** Seeds below are for development, those from here on for reported figures: never tuned on. */
  readonly firstSeed: number;
  /** Outcomes of earlier runs of the same code are taken as they are. */
  readonly resume: boolean;
  /** Ids of scenarios; empty is all. */
  readonly only: readonly string[];
}

/** Plays every policy through every scenario's seeds, and tells the tables. Seed by seed, so a stopped run is balanced. */
export async function benchDecisions({ seeds, firstSeed, resume, only }: DecisionOptions): Promise<string> {
  const scenarios = SCENARIOS.map(({ id }) => id).filter((id) => only.length === 0 || only.includes(id));
  const plays = Array.from({ length: seeds }, (_, index) => firstSeed + index).flatMap((seed) =>
    scenarios.flatMap((scenario) => Object.keys(POLICIES).map((policy) => ({ scenario, seed, policy }))),
  );
  const known = resume ? savedOutcomes() : new Map<string, Outcome>();
  const save = outcomeSaver();
  await playAll(
    plays.filter((play) => !known.has(keyOf(play))),
    (outcome) => {
      save(outcome);
      known.set(keyOf(outcome), outcome);
    },
  );
  const wanted = plays.flatMap((play) => known.get(keyOf(play)) ?? []);
  return decisionTables(
    new Map([...Map.groupBy(wanted, ({ scenario }) => scenario)].map(([id, outcomes]) => [id, bySeed(outcomes)])),
  );
}

function bySeed(outcomes: readonly Outcome[]): Map<number, Map<string, Outcome>> {
  const seeds = Map.groupBy(outcomes, ({ seed }) => seed);
  return new Map([...seeds].map(([seed, own]) => [seed, new Map(own.map((outcome) => [outcome.policy, outcome]))]));
}
