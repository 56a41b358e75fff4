import { sumMicros } from '../core/money.ts';
import type { PlanLine, RunRecord } from '../core/plan.ts';
import type { PreparedLine } from './changes.ts';
import type { NameOf } from './channel-names.ts';
import { changesOf } from './refuse-apply.ts';
import type { ApplyRules } from './refuse-apply.ts';

/** The lines of a request before the live budgets are known, and the sums they move between. */
export interface Decided {
  readonly lines: readonly Omit<PreparedLine, 'beforeMicros'>[];
  readonly fromTotalMicros: bigint;
  readonly toTotalMicros: bigint;
}

function reasonToSkip({ currentSource }: PlanLine, platform: string, destination: string | null, assume: boolean) {
  if (destination === null) return `no destination for platform '${platform}'`;
  return currentSource === 'meanSpend' && !assume
    ? "today's budget is only guessed from mean spend; --assume-current applies it all the same"
    : null;
}

/** The lines an `apply` is to write, each with the reason if it is to be left alone. */
export function decideApply(record: RunRecord, rules: ApplyRules, nameOf: NameOf, assumeCurrent: boolean): Decided {
  const lines = changesOf(record).map((line) => {
    const { channel, marginalRoas, currentMicros, proposedMicros } = line;
    const { name, platform } = nameOf(channel);
    const destination = rules.destinations[platform] ?? null;
    const skip = reasonToSkip(line, platform, destination, assumeCurrent);
    const prepared = { channel, name, platform, destination, marginalRoas, skip };
    return Object.assign(prepared, { fromMicros: currentMicros, toMicros: proposedMicros });
  });
  return {
    lines,
    fromTotalMicros: sumMicros(record.plan.lines.map(({ currentMicros }) => currentMicros)),
    toTotalMicros: BigInt(record.plan.budgetMicros),
  };
}
