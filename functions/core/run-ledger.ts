import * as v from 'valibot';
import type { Day } from './calendar.ts';
import type { ChannelId } from './channel.ts';
import { MarginalError } from './errors.ts';
import { decodeJson } from './json.ts';
import type { Micros } from './money.ts';
import type { PlanStatus, RunRecord } from './plan.ts';
import type { Item, Ledger, ObjectStore } from './ports.ts';

/**
 * The ledger as more than one stage reads it: runs, the budgets that stand by us, and the audit log.
 * Partitions: `run`/runId, `budget`/channel, `audit`/`<ISO time>#<runId>#<seq>`, `failure`/`<workflow>#<execution>`.
 */

/** What stands of a run: when its newest budget was written, by whom, and how many of its lines still stand. */
export interface AppliedSummary {
  readonly atMs: number;
  readonly by: string;
  readonly lines: number;
}

/** One pass of the machines, without the plan's body, which is the object at `planKey`. */
export interface RunSummary {
  readonly runId: string;
  readonly asOf: Day;
  readonly createdAtMs: number;
  readonly status: PlanStatus;
  readonly budgetMicros: Micros;
  readonly currency: string;
  readonly planKey: string;
  /** The object with what the ingest of this run met; null where nothing was ingested with it. */
  readonly ingestKey: string | null;
  readonly applied: AppliedSummary | null;
}

export type BudgetAction = 'apply' | 'rollback';

/** The budget of a channel that stands by us: what we wrote last, and what it replaced. */
export interface AppliedBudget {
  readonly channel: ChannelId;
  readonly micros: Micros;
  readonly previousMicros: Micros;
  readonly atMs: number;
  readonly by: string;
  readonly runId: string;
  readonly action: BudgetAction;
  /** Destination kind it was written to. */
  readonly destination: string;
  /** The lease's epoch it was written under. */
  readonly epoch: number;
  /** Ends the sort key of its audit entry. */
  readonly seq: string;
  /** For the next conditional write. */
  readonly version: number;
}

/** One attempt to change a budget, successful or not. */
export interface AuditEntry {
  readonly atMs: number;
  readonly by: string;
  readonly runId: string;
  readonly seq: string;
  readonly action: BudgetAction;
  readonly channel: ChannelId;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  readonly destination: string;
  readonly outcome: 'written' | 'failed';
  readonly reason: string;
}

/** A line as `apply` and `rollback` answer it. */
export interface ChangeLine {
  readonly channel: ChannelId;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  readonly outcome: 'written' | 'skipped' | 'failed';
  readonly reason: string;
}

const micros = v.pipe(v.number(), v.safeInteger());
const action = v.picklist(['apply', 'rollback']);
/** Integers beyond 2^53 come back from JSON as bigint; an expectation is an estimate and bears the rounding. */
const estimate = v.pipe(v.union([v.number(), v.bigint()]), v.transform(Number));

const summarySchema = v.object({
  asOf: v.string(),
  createdAtMs: v.number(),
  status: v.picklist(['optimal', 'held', 'infeasible']),
  budgetMicros: micros,
  currency: v.string(),
  planKey: v.string(),
  ingestKey: v.optional(v.nullable(v.string()), null),
  applied: v.nullable(v.object({ atMs: v.number(), by: v.string(), lines: v.number() })),
});

const budgetSchema = v.object({
  micros,
  previousMicros: micros,
  atMs: v.number(),
  by: v.string(),
  runId: v.string(),
  action,
  destination: v.string(),
  epoch: v.number(),
  seq: v.string(),
});

const auditSchema = v.object({
  atMs: v.number(),
  by: v.string(),
  runId: v.string(),
  seq: v.string(),
  action,
  channel: v.string(),
  fromMicros: micros,
  toMicros: micros,
  destination: v.string(),
  outcome: v.picklist(['written', 'failed']),
  reason: v.string(),
});

const binding = v.custom<RunRecord['plan']['lines'][number]['binding']>(
  (value) => value === null || typeof value === 'string',
);

/** A plan as it is kept, and as it travels. */
export const planSchema = v.object({
  status: v.picklist(['optimal', 'held', 'infeasible']),
  reason: v.string(),
  budgetMicros: micros,
  targetBudgetMicros: micros,
  lines: v.array(
    v.object({
      channel: v.string(),
      currentMicros: micros,
      currentSource: v.picklist(['applied', 'file', 'report', 'meanSpend']),
      proposedMicros: micros,
      expectedReturnMicros: estimate,
      marginalRoas: v.nullable(v.number()),
      binding,
      reason: v.string(),
    }),
  ),
  expected: v.object({
    currentReturnMicros: estimate,
    proposedReturnMicros: estimate,
    upliftMicros: estimate,
    upliftLowMicros: estimate,
    upliftHighMicros: estimate,
    probabilityBetter: v.number(),
  }),
  certificate: v.object({
    multiplier: v.nullable(v.number()),
    boundMicros: v.nullable(estimate),
    gap: v.nullable(v.number()),
  }),
});

const recordSchema = v.object({
  runId: v.string(),
  asOf: v.string(),
  currency: v.string(),
  /** Runs of before they were kept with the plan name neither. */
  timeZone: v.optional(v.string(), 'UTC'),
  groups: v.optional(v.array(v.object({ name: v.string(), match: v.array(v.string()) })), []),
  createdAtMs: v.number(),
  policyKey: v.string(),
  scoresKey: v.string(),
  plan: planSchema,
});

function summaryOf(item: Item): RunSummary {
  return { runId: item.sort, ...v.parse(summarySchema, item.value) };
}

/** All runs, newest first (of equal age, the greater id first). */
export async function listRuns(ledger: Ledger): Promise<RunSummary[]> {
  const runs = (await ledger.query('run')).map(summaryOf);
  return runs.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.runId < b.runId ? 1 : -1));
}

/** The summary of one run; throws `UnknownRun`, naming the newest runs there are. */
export async function findRun(ledger: Ledger, runId: string): Promise<RunSummary> {
  const item = runId === '' ? undefined : await ledger.get('run', runId);
  if (item !== undefined) return summaryOf(item);
  const known = (await listRuns(ledger)).slice(0, 3).map((run) => run.runId);
  const hint =
    known.length === 0
      ? 'there are none yet; `marginal run` makes one'
      : `the newest are ${known.join(', ')}; \`marginal plans\` lists all`;
  throw new MarginalError('UnknownRun', `no run '${runId}'; ${hint}`, { details: { runId, newest: known } });
}

/** A run with its plan. Throws `UnknownRun`. */
export async function getRun(
  ledger: Ledger,
  objects: ObjectStore,
  runId: string,
): Promise<{ summary: RunSummary; record: RunRecord }> {
  const summary = await findRun(ledger, runId);
  const bytes = await objects.get(summary.planKey);
  if (bytes === undefined) {
    throw new MarginalError('UnknownRun', `the plan of run '${runId}' is missing at '${summary.planKey}'`);
  }
  return { summary, record: v.parse(recordSchema, decodeJson(new TextDecoder().decode(bytes))) };
}

/** Keeps in the run's item what of it stands now; null where nothing does. */
export async function writeApplied(ledger: Ledger, runId: string, applied: AppliedSummary | null): Promise<void> {
  const item = await ledger.get('run', runId);
  if (item === undefined) throw new MarginalError('UnknownRun', `no run '${runId}'`);
  const written = await ledger.write(
    {
      partition: 'run',
      sort: runId,
      value: { ...item.value, applied: applied === null ? null : { ...applied } },
    },
    item.version,
  );
  if (!written) throw new MarginalError('Conflict', `the item run/${runId} was changed by somebody else meanwhile`);
}

function budgetOf(item: Item): AppliedBudget {
  return { channel: item.sort, version: item.version, ...v.parse(budgetSchema, item.value) };
}

/** The budgets that stand by us, by channel. */
export async function appliedBudgets(ledger: Ledger): Promise<ReadonlyMap<ChannelId, AppliedBudget>> {
  return new Map((await ledger.query('budget')).map((item) => [item.sort, budgetOf(item)]));
}

export async function appliedBudget(ledger: Ledger, channel: ChannelId): Promise<AppliedBudget | undefined> {
  const item = await ledger.get('budget', channel);
  return item === undefined ? undefined : budgetOf(item);
}

/** Replaces what stands, if it is still at `budget.version` (0: nothing stood); throws `Conflict` otherwise. */
export async function writeAppliedBudget(ledger: Ledger, budget: AppliedBudget): Promise<void> {
  const { channel, version, ...value } = budget;
  if (await ledger.write({ partition: 'budget', sort: channel, value }, version)) return;
  throw new MarginalError('Conflict', `the budget of '${channel}' was changed by somebody else meanwhile`);
}

/** The lines of a run whose budgets still stand, ascending by channel. */
export async function standingLines(ledger: Ledger, runId: string): Promise<ChangeLine[]> {
  return [...(await appliedBudgets(ledger)).values()]
    .filter((budget) => budget.runId === runId && budget.action === 'apply')
    .map(({ channel, previousMicros, micros }) => ({
      channel,
      fromMicros: previousMicros,
      toMicros: micros,
      outcome: 'written',
      reason: '',
    }));
}

/** Adds the entry unless it is there already: its time, run and sequence make its key. */
export async function appendAudit(ledger: Ledger, entry: AuditEntry): Promise<void> {
  const sort = `${new Date(entry.atMs).toISOString()}#${entry.runId}#${entry.seq}`;
  await ledger.write({ partition: 'audit', sort, value: { ...entry } }, 0);
}

/** Every attempt to change a budget, oldest first. */
export async function listAudit(ledger: Ledger): Promise<AuditEntry[]> {
  return (await ledger.query('audit')).map((item) => v.parse(auditSchema, item.value));
}
