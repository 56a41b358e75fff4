import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { addDays, localDayIn, type Day } from '../../core/calendar.ts';
import { type IngestSummary, readIngestSummary } from '../../core/ingest-summary.ts';
import { getRun, listAudit, listRuns, type RunSummary } from '../../core/run-ledger.ts';
import { readScoreSheet } from '../../core/score-sheet.ts';
import type { ScoreSheet } from '../../core/scored.ts';
import type { Task, World } from '../../core/world.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { type PastPlan, realisedGain } from '../past-plan.ts';

const inputSchema = v.object({ runId: v.string() });

/**
 * `{runId}` → `{reportKey, csvKey}`: the run's report, its table of budgets, every table for programs (`.json`,
 * `-tables.csv`) and every chart as SVG (`-charts.json`, by file name), as they stand now; written again they show what
 * was applied since, and are the same bytes where nothing was. The ingest it tells of is the one the run was made after.
 * Charts load only here: nothing else pays for them. Throws `UnknownRun`, `NoData`.
 */
export const writeReport: Task = async (input, world) => {
  const { runId } = v.parse(inputSchema, input);
  const { record, summary } = await getRun(world.ledger, world.objects, runId);
  // Charts are loaded while the store answers.
  const [sheet, quality, audit, runs, { drawReport }, { planCsv }, { reportTables, tablesCsv, tablesJson }] =
    await Promise.all([
      world.objects.get(record.scoresKey).then(readScoreSheet),
      qualityAt(summary.ingestKey, world),
      listAudit(world.ledger),
      listRuns(world.ledger),
      import('../render-report.ts'),
      import('../plan-csv.ts'),
      import('../report-tables.ts'),
    ]);
  const changes = audit.filter((change) => change.runId === runId);
  const earlier = runs.filter(({ createdAtMs }) => createdAtMs < summary.createdAtMs);
  const history = earlier.length === 0 ? [] : await pastPlans(earlier, sheet, localDayIn(record.timeZone), world);

  const statedAtMs = changes.reduce((newest, { atMs }) => Math.max(newest, atMs), record.createdAtMs);
  const told = { record, sheet, quality, history, changes, statedAtMs, version: manifest.version };
  const { page, charts } = drawReport(told);
  const tables = reportTables(told);
  const reportKey = `reports/${runId}.html`;
  const csvKey = `reports/${runId}.csv`;
  const files: readonly [key: string, text: string][] = [
    [reportKey, page],
    [csvKey, planCsv(record, sheet)],
    [`reports/${runId}.json`, tablesJson(tables)],
    [`reports/${runId}-tables.csv`, tablesCsv(tables)],
    [`reports/${runId}-charts.json`, JSON.stringify(charts)],
  ];
  await Promise.all(files.map(([key, text]) => world.objects.put(key, new TextEncoder().encode(text))));
  return { reportKey, csvKey };
};

/** So many earlier plans are told of. */
const HISTORY_MAX = 12;

/** The runs before this one, newest first, as they are given; each is judged by the days until the next that was applied. */
async function pastPlans(
  earlier: readonly RunSummary[],
  sheet: ScoreSheet,
  dayOf: (epochMs: number) => Day,
  { ledger, objects }: World,
): Promise<PastPlan[]> {
  const plans: PastPlan[] = [];
  let until = sheet.asOf;
  for (const summary of earlier.slice(0, HISTORY_MAX)) {
    const { runId, asOf, status, budgetMicros, applied } = summary;
    const { plan } = (await getRun(ledger, objects, runId)).record;
    // Budgets were written within a day of the data's end or later; that day, the policy's, is half old, half new.
    const from = addDays(applied === null ? asOf : dayOf(applied.atMs), 1);
    const realised = applied === null ? NOT_KNOWN : realisedGain(plan, sheet, { from, until });
    const { upliftMicros } = plan.expected;
    plans.push({ runId, asOf, status, budgetMicros, upliftMicros, applied, ...realised });
    if (applied !== null) until = addDays(from, -2);
  }
  return plans;
}

const NOT_KNOWN = { realisedMicros: null, realisedDays: 0 };

/** What that ingest met; null where the run was made after none. */
async function qualityAt(ingestKey: string | null, { objects }: World): Promise<IngestSummary | null> {
  return ingestKey === null ? null : readIngestSummary(await objects.get(ingestKey));
}

export const handler = onLambda(writeReport);
