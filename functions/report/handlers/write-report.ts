import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { MarginalError } from '../../core/errors.ts';
import { decodeJson } from '../../core/json.ts';
import { getRun, listAudit } from '../../core/run-ledger.ts';
import { readScoreSheet } from '../../core/score-sheet.ts';
import type { Task, World } from '../../core/world.ts';
import manifest from '../../../package.json' with { type: 'json' };
import type { IngestQuality } from '../report-input.ts';

const inputSchema = v.object({ runId: v.string() });

const qualitySchema = v.object({
  files: v.number(),
  rows: v.number(),
  events: v.number(),
  accepted: v.number(),
  rejected: v.number(),
  duplicates: v.number(),
  restatedDays: v.number(),
  refusedFiles: v.number(),
  rejects: v.array(v.object({ file: v.string(), line: v.number(), code: v.string(), message: v.string() })),
});

/**
 * `{runId}` → `{reportKey, csvKey}`: the run's report and its table of budgets, as they stand now; written again they
 * show what was applied since, and are the same bytes where nothing was. The ingest it tells of is the one the run was
 * made after. Charts load only here: nothing else pays for them. Throws `UnknownRun`, `NoData`.
 */
export const writeReport: Task = async (input, world) => {
  const { runId } = v.parse(inputSchema, input);
  const { record, summary } = await getRun(world.ledger, world.objects, runId);
  const sheet = readScoreSheet(await world.objects.get(record.scoresKey));
  const quality = await qualityAt(summary.ingestKey, world);
  const changes = (await listAudit(world.ledger)).filter((change) => change.runId === runId);

  const [{ renderReport }, { planCsv }] = await Promise.all([import('../render-report.ts'), import('../plan-csv.ts')]);
  const statedAtMs = Math.max(record.createdAtMs, ...changes.map(({ atMs }) => atMs));
  const page = renderReport({ record, sheet, quality, changes, statedAtMs, version: manifest.version });
  const reportKey = `reports/${runId}.html`;
  const csvKey = `reports/${runId}.csv`;
  await world.objects.put(reportKey, new TextEncoder().encode(page));
  await world.objects.put(csvKey, new TextEncoder().encode(planCsv(record, sheet)));
  return { reportKey, csvKey };
};

/** What that ingest met; null where the run was made after none. */
async function qualityAt(ingestKey: string | null, { objects }: World): Promise<IngestQuality | null> {
  if (ingestKey === null) return null;
  const bytes = await objects.get(ingestKey);
  if (bytes === undefined) throw new MarginalError('NoData', `the result of the ingest is missing at '${ingestKey}'`);
  return v.parse(qualitySchema, decodeJson(new TextDecoder().decode(bytes)));
}

export const handler = onLambda(writeReport);
