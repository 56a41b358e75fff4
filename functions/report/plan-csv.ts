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

/** Spreadsheets take text that begins so for a formula; the wide forms are those of East Asian keyboards. */
const FORMULA_START = /(^|[,;|])(["'\s]*)([=+\-@＝＋－＠])/g;
/** Excel reads a file without it as the machine's old code page. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The plan's table as CSV (RFC 4180, UTF-8 with byte order mark), in the order of the report; amounts are exact
 * decimals in units of the currency, a day. Text is quoted, and no cell of it can start a formula, whichever of
 * comma, semicolon or bar the spreadsheet splits at.
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
  return `${BYTE_ORDER_MARK}${[HEADER, ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`;
}

/** Worked examples: `=1+1` is `"'=1+1"`, `a "b"` is `"a ""b"""`. */
export function textCell(text: string): string {
  const harmless = oneLine(text).replaceAll(FORMULA_START, "$1$2'$3");
  return `"${harmless.replaceAll('"', '""')}"`;
}
