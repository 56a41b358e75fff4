import type { RunRecord } from '../core/plan.ts';
import type { GroupRule } from '../core/policy.ts';
import type { AuditEntry } from '../core/run-ledger.ts';
import type { ScoreSheet } from '../core/scored.ts';
import type { PastPlan } from './past-plan.ts';

/** Why a row was not taken, or a file refused whole. */
export interface QualityReject {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** What the ingest of this run met: `accepted + rejected + duplicates = rows + events`. */
export interface IngestQuality {
  readonly files: number;
  readonly rows: number;
  readonly events: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly restatedDays: number;
  readonly refusedFiles: number;
  /** The first hundred; a file refused whole is one entry, with line 0. */
  readonly rejects: readonly QualityReject[];
}

/** Everything a report is made from; equal inputs give the same bytes. */
export interface ReportInput {
  readonly record: RunRecord;
  readonly sheet: ScoreSheet;
  /** Null where the run ingested nothing. */
  readonly quality: IngestQuality | null;
  /** The groups of the run's policy. */
  readonly groups: readonly Pick<GroupRule, 'name' | 'match'>[];
  /** Earlier runs, newest first. */
  readonly history: readonly PastPlan[];
  /** The changes of this run, oldest first. */
  readonly changes: readonly AuditEntry[];
  /** When what the report says was so: the plan's making, or the newest change of a budget. Not the clock's time. */
  readonly statedAtMs: number;
  readonly version: string;
}
