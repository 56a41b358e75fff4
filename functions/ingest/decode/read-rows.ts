import { MarginalError } from '../../core/errors.ts';
import type { RowReject } from '../../core/facts.ts';
import { FIELDS, type Field } from '../formats/report-format.ts';
import { csvRecords, type CsvRecord } from './csv-records.ts';
import type { FoundHeader } from './find-header.ts';
import { normaliseHeader } from './normalise-header.ts';

/** A data row: its cells under the mapped columns, trimmed. */
export interface SourceRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface SourceRows {
  readonly rows: readonly SourceRow[];
  readonly rejects: readonly RowReject[];
  /** The cell of a row under a field; empty where the file has no such column. */
  readonly cell: (row: SourceRow, field: Field) => string;
}

/** Few distinct values repeat in these for the whole file, so one copy of each is kept. */
const REPEATED: ReadonlySet<Field> = new Set<Field>([
  'day',
  'spanStart',
  'spanEnd',
  'channel',
  'platform',
  'account',
  'campaign',
  'ad',
  'name',
  'currency',
  'status',
  'budgetType',
  'sharedBudget',
  'outcome',
  'syncedAt',
]);

/** Rows are held in memory: a million take 0.8 GB, half of what the function has. */
const ROWS_MAX = 1_000_000;

/** How exports write "nothing": Google ` --`, TikTok `-`. */
export function isMissing(text: string): boolean {
  return /^(?:|-{1,2}|[–—]|n\/a|null)$/i.test(text);
}

/** All rows below the header; totals, footer, blank lines and a header that comes again are none. */
export async function readRows(text: AsyncIterable<string>, found: FoundHeader): Promise<SourceRows> {
  const { delimiter, header } = found;
  const fields: Field[] = [];
  const indices: number[] = [];
  for (const [field, column] of mappedEntries(found)) {
    fields.push(field);
    indices.push(column);
  }
  const position = new Map(fields.map((field, index) => [field, index]));
  const cell = (row: SourceRow, field: Field): string => row.cells[position.get(field) ?? -1] ?? '';
  const repeated = fields.map((field) => REPEATED.has(field));
  const known = new Map<string, string>();
  const once = (value: string): string => {
    const kept = known.get(value);
    if (kept === undefined) known.set(value, value);
    return kept ?? value;
  };

  const rows: SourceRow[] = [];
  const rejects: RowReject[] = [];
  let below = false;
  for await (const record of csvRecords(text, { delimiter, width: header.length })) {
    if (isHeader(record, header)) {
      below = true;
      continue;
    }
    if (!below || isBlank(record)) continue;
    const cells = indices.map((index, at) => {
      const value = (record.cells[index] ?? '').trim();
      return repeated[at] === true ? once(value) : value;
    });
    const row = { line: record.line, cells };
    if (isNoRow(record, row, found, cell)) continue;
    const misfit = misfitOf(record, indices, header.length);
    if (rows.length === ROWS_MAX) {
      const message = `the report has more than ${ROWS_MAX.toLocaleString('en')} rows; split it by time`;
      throw new MarginalError('FileTooLarge', message);
    }
    if (misfit === undefined) rows.push(row);
    else rejects.push({ line: record.line, code: 'InvalidRow', message: misfit });
  }
  return { rows, rejects, cell };
}

/** Every row's cells under the fields. */
export function* cellsOf({ rows, cell }: SourceRows, fields: readonly Field[]): Generator<string> {
  for (const row of rows) for (const field of fields) yield cell(row, field);
}

function* mappedEntries({ columns }: FoundHeader): Generator<[Field, number]> {
  for (const field of FIELDS) {
    const column = columns[field];
    if (column !== undefined && field !== 'mark') yield [field, column.index];
  }
}

function isHeader({ cells }: CsvRecord, header: readonly string[]): boolean {
  return cells.length === header.length && cells.every((cell, index) => normaliseHeader(cell) === header[index]);
}

function isBlank({ cells, broken }: CsvRecord): boolean {
  return broken !== true && cells.every((cell) => cell.trim() === '');
}

/** True for totals, the summary row and the footer. */
function isNoRow(
  { cells, broken }: CsvRecord,
  row: SourceRow,
  { format, columns }: FoundHeader,
  cell: SourceRows['cell'],
): boolean {
  if (broken === true) return false;
  const first = (cells[0] ?? '').trim();
  if (format.footer?.test(first) === true) return true;
  // A campaign may be called "Total: Search"; but then its row has a day.
  const dayless = columns.day === undefined || columns.day.index === 0 || isMissing(cell(row, 'day'));
  if (format.totals?.test(first) === true && dayless) return true;
  return format.summaryNames?.includes(cell(row, 'name').toLowerCase()) === true && isMissing(cell(row, 'campaign'));
}

function misfitOf({ cells, broken }: CsvRecord, indices: readonly number[], width: number): string | undefined {
  if (broken === true) return 'a quote opens on this line and never closes';
  if (cells.slice(width).some((cell) => cell.trim() !== '')) {
    return `the row has ${cells.length} cells, the header ${width}; is a separator inside a value not quoted?`;
  }
  if (indices.some((index) => index >= cells.length)) {
    return `the row has ${cells.length} cells, the header ${width}; is the line cut short?`;
  }
  return undefined;
}
