import * as v from 'valibot';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import { decodeJson, encodeJson, exactSum } from '../core/json.ts';
import type { Micros } from '../core/money.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { BudgetAction, ChangeLine } from '../core/run-ledger.ts';

/** One budget to change, or the reason it is left alone. */
export interface PreparedLine {
  readonly channel: ChannelId;
  readonly name: string;
  readonly platform: string;
  /** Destination kind; null where there is none. */
  readonly destination: string | null;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  /** The budget before this run first touched it: what the sum of budgets is measured against. */
  readonly beforeMicros: Micros;
  readonly marginalRoas: number | null;
  /** Why it is left alone; null where it is to be written. */
  readonly skip: string | null;
}

/** What one execution is about to do, fixed before the first write. */
export interface PreparedChanges {
  readonly runId: string;
  readonly action: BudgetAction;
  readonly by: string;
  readonly owner: string;
  readonly epoch: number;
  readonly currency: string;
  /** What was applied or stated before this is in `fromMicros` already; anything newer says what stands now. */
  readonly believedSinceMs: number;
  /** Sums over all lines of the plan, unchanged ones included: as planned from, as planned to, and as truly found. */
  readonly fromTotalMicros: bigint;
  readonly toTotalMicros: bigint;
  readonly beforeTotalMicros: bigint;
  /** Whether every budget of the plan could be read: else nobody knows how far the sum is from the planned one. */
  readonly allRead: boolean;
  /** Ascending by channel; only lines the plan changes. */
  readonly lines: readonly PreparedLine[];
}

const micros = v.pipe(v.number(), v.safeInteger());
const total = v.pipe(
  v.union([v.number(), v.bigint()]),
  v.transform((sum) => BigInt(sum)),
);
const action = v.picklist(['apply', 'rollback']);

const preparedSchema = v.object({
  runId: v.string(),
  action,
  by: v.string(),
  owner: v.string(),
  epoch: v.number(),
  currency: v.string(),
  believedSinceMs: v.number(),
  fromTotalMicros: total,
  toTotalMicros: total,
  beforeTotalMicros: total,
  allRead: v.boolean(),
  lines: v.array(
    v.object({
      channel: v.string(),
      name: v.string(),
      platform: v.string(),
      destination: v.nullable(v.string()),
      fromMicros: micros,
      toMicros: micros,
      beforeMicros: micros,
      marginalRoas: v.nullable(v.number()),
      skip: v.nullable(v.string()),
    }),
  ),
});

const outcomesSchema = v.object({
  lines: v.array(
    v.object({
      channel: v.string(),
      fromMicros: micros,
      toMicros: micros,
      outcome: v.picklist(['written', 'skipped', 'failed']),
      reason: v.string(),
    }),
  ),
});

/** The part of the work an object of outcomes covers; `closed` is the contract's whole answer. */
export type Phase = 'lowered' | 'raised' | 'closed';

export function changesKeyOf({ runId, action, epoch }: Pick<PreparedChanges, 'runId' | 'action' | 'epoch'>): string {
  return `changes/${runId}-${action}-${epoch}.json`;
}

export function outcomesKeyOf(changesKey: string, phase: Phase): string {
  return changesKey.replace(/\.json$/, `-${phase}.json`);
}

export async function saveChanges(objects: ObjectStore, changes: PreparedChanges): Promise<string> {
  const key = changesKeyOf(changes);
  const body = {
    ...changes,
    fromTotalMicros: exactSum(changes.fromTotalMicros),
    toTotalMicros: exactSum(changes.toTotalMicros),
    beforeTotalMicros: exactSum(changes.beforeTotalMicros),
  };
  await objects.put(key, new TextEncoder().encode(encodeJson(body)));
  return key;
}

export async function loadChanges(objects: ObjectStore, key: string): Promise<PreparedChanges> {
  const bytes = await objects.get(key);
  if (bytes === undefined) throw new MarginalError('RunFailed', `the prepared changes at '${key}' are missing`);
  return v.parse(preparedSchema, decodeJson(new TextDecoder().decode(bytes)));
}

export async function saveOutcomes(
  objects: ObjectStore,
  key: string,
  runId: string,
  lines: readonly ChangeLine[],
): Promise<void> {
  await objects.put(key, new TextEncoder().encode(encodeJson({ runId, lines })));
}

/** What a phase came to, or undefined while it has not ended. */
export async function loadOutcomes(objects: ObjectStore, key: string): Promise<ChangeLine[] | undefined> {
  const bytes = await objects.get(key);
  return bytes === undefined ? undefined : v.parse(outcomesSchema, decodeJson(new TextDecoder().decode(bytes))).lines;
}
