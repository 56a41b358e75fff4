import { csvText, inertCell } from '../core/csv-text.ts';
import { microsToDecimal } from '../core/money.ts';
import type { RunRecord } from '../core/plan.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { oneLine } from './display-name.ts';
import { reportLines } from './report-lines.ts';

const HEADER = [
  'channel',
  'name',
  'platform',
  'currency',
  'currentBudget',
  'proposedBudget',
  'change',
  'expectedReturn',
  'marginalRoas',
  'binding',
  'reason',
  'currentSource',
  'verdict',
  'evidence',
] as const;

/**
 * The plan's table as CSV (RFC 4180, UTF-8 with byte order mark), in the order of the report; amounts are exact
 * decimals in units of the currency, a day. No text can start a formula.
 */
export function planCsv(record: RunRecord, sheet: ScoreSheet): string {
  const rows = reportLines(record, sheet).map(({ plan, scored, name, platform, changeMicros }) => [
    textCell(plan.channel),
    textCell(name),
    textCell(platform),
    textCell(record.currency),
    microsToDecimal(plan.currentMicros),
    microsToDecimal(plan.proposedMicros),
    microsToDecimal(changeMicros),
    microsToDecimal(Math.round(plan.expectedReturnMicros)),
    plan.marginalRoas === null ? '' : String(plan.marginalRoas),
    textCell(plan.binding ?? ''),
    textCell(plan.reason),
    textCell(plan.currentSource),
    textCell(scored?.verdict ?? ''),
    textCell(scored?.reason ?? ''),
  ]);
  return csvText([HEADER, ...rows]);
}

/** A text of somebody else's as one line that no spreadsheet runs. */
export function textCell(text: string): string {
  return inertCell(oneLine(text));
}
