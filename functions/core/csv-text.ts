/** Begins a UTF-8 file so that spreadsheet programs and importers do not take it for a local 8-bit encoding. */
const BYTE_ORDER_MARK = '\uFEFF';

/** More than RFC 4180 asks: spreadsheets of some countries split at semicolons or tabs too. */
const NEEDS_QUOTES = /[^\w .:/-]|^\s|\s$/;

/**
 * What spreadsheet programs take for the start of a formula (OWASP, CSV injection), East Asian forms included, at the
 * start of a cell or after whatever some of them split at in spite of quotes.
 */
const FORMULA_START = /(^|[,;|\t\r\n])(["'\s]*)([=+\-@＝＋－＠])/g;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/** Rows of cells as CSV (RFC 4180, lines end in CR LF), with a byte order mark; a row without cells is an empty line. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/**
 * Text of somebody else as a cell no spreadsheet runs: what would start a formula gets an apostrophe in front, plain
 * numbers do not. Worked examples: `=1+1` is `'=1+1`, `a;-b` is `a;'-b`, `-5.2` stays.
 */
export function inertCell(text: string): string {
  return PLAIN_NUMBER.test(text) ? text : text.replaceAll(FORMULA_START, "$1'$2$3");
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
