import { csvText } from '../core/csv-text.ts';
import { encodeJson } from '../core/json.ts';
import { lineGroups } from './line-groups.ts';
import { paceOf } from './pace.ts';
import { textCell } from './plan-csv.ts';
import type { ReportInput } from './report-input.ts';
import { reportLines } from './report-lines.ts';

type Value = string | number | bigint | boolean | null;

/** A table of the report with its exact numbers: amounts in micros, shares as fractions. */
export interface ReportTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Every table of the report, for programs. The plan's own has a CSV of its own, in units of the currency. */
export function reportTables(input: ReportInput): ReportTable[] {
  const { record, sheet, quality, changes, history } = input;
  const lines = reportLines(record, sheet);
  return [
    table('budgets', lines, ({ plan, name, platform, changeMicros }) => ({
      channel: plan.channel,
      name,
      platform,
      currentMicros: plan.currentMicros,
      proposedMicros: plan.proposedMicros,
      changeMicros,
      expectedReturnMicros: plan.expectedReturnMicros,
      marginalRoas: plan.marginalRoas,
      binding: plan.binding,
      reason: plan.reason,
      currentSource: plan.currentSource,
    })),
    table('summary', lineGroups(lines, record.groups), (group) => ({ ...group })),
    table('returns', sheet.channels, (scored) => ({
      channel: scored.channel,
      name: scored.name,
      platform: scored.platform,
      days: scored.days,
      spendMicros: scored.spendMicros,
      returnMicros: scored.returnMicros,
      conversions: scored.conversions,
      roas: scored.roas,
      roasLow: scored.roasLow,
      roasHigh: scored.roasHigh,
      marginalRoas: scored.marginalRoas,
      marginalRoasLow: scored.marginalRoasLow,
      marginalRoasHigh: scored.marginalRoasHigh,
      completeness: scored.completeness,
      verdict: scored.verdict,
      reason: scored.reason,
    })),
    table('pacing', paceOf(sheet), ({ scored, spentMicros, share }) => ({
      channel: scored.channel,
      budgetMicros: scored.currentMicros,
      meanSpendMicros: spentMicros,
      share,
    })),
    table('history', history, ({ applied, ...plan }) => ({
      ...plan,
      appliedAt: applied === null ? null : new Date(applied.atMs).toISOString(),
      appliedBy: applied?.by ?? null,
    })),
    table('changes', changes, ({ atMs, ...change }) => ({ at: new Date(atMs).toISOString(), ...change })),
    table('rejects', quality?.rejects ?? [], (reject) => ({ ...reject })),
  ];
}

function table<Item>(
  name: string,
  items: readonly Item[],
  row: (item: Item) => Readonly<Record<string, Value>>,
): ReportTable {
  const rows = items.map(row);
  return { name, columns: Object.keys(rows[0] ?? {}), rows: rows.map((values) => Object.values(values)) };
}

/** `{"budgets": [{"channel": …}, …], …}`. */
export function tablesJson(tables: readonly ReportTable[]): string {
  const document = tables.map(({ name, columns, rows }) => [
    name,
    rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))),
  ]);
  return `${encodeJson(Object.fromEntries(document), 1)}\n`;
}

/** All tables in one file of CSV, each under its name and its header, a blank line between. No text starts a formula. */
export function tablesCsv(tables: readonly ReportTable[]): string {
  const parts = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, columns, rows }) => [[name], columns, ...rows.map((row) => row.map(cell))]);
  return csvText(parts.flatMap((rows, index) => (index === 0 ? rows : [[], ...rows])));
}

function cell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? textCell(value) : String(value);
}
