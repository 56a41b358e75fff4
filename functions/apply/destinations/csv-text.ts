/** Begins a UTF-8 file so that spreadsheet programs and importers do not take it for a local 8-bit encoding. */
const BYTE_ORDER_MARK = '\uFEFF';

/** More than RFC 4180 asks: spreadsheets of some countries split at semicolons or tabs too. */
const NEEDS_QUOTES = /[^\w .:/-]|^\s|\s$/;
/** What spreadsheet programs take for the start of a formula (OWASP, CSV injection), East Asian forms included. */
const STARTS_FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Rows of cells as CSV (RFC 4180, lines end in CR LF), with a byte order mark. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** A cell no spreadsheet runs: text that would start a formula gets an apostrophe in front, plain numbers do not. */
export function inertCell(cell: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(cell);
  return STARTS_FORMULA.test(cell) && !isNumber ? `'${cell}` : cell;
}
