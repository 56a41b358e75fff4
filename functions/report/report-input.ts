import type { IngestSummary } from '../core/ingest-summary.ts';
import type { RunRecord } from '../core/plan.ts';
import type { AuditEntry } from '../core/run-ledger.ts';
import type { ScoreSheet } from '../core/scored.ts';
import type { PastPlan } from './past-plan.ts';

/** Everything a report is made from; equal inputs give the same bytes. */
export interface ReportInput {
  readonly record: RunRecord;
  readonly sheet: ScoreSheet;
  /** Null where the run ingested nothing. */
  readonly quality: IngestSummary | null;
  /** Earlier runs, newest first. */
  readonly history: readonly PastPlan[];
  /** The changes of this run, oldest first. */
  readonly changes: readonly AuditEntry[];
  /** When what the report says was so: the plan's making, or the newest change of a budget. Not the clock's time. */
  readonly statedAtMs: number;
  readonly version: string;
}
