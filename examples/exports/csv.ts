/** A cell in quotes where its text needs them. */
function quoteIfNeeded(cell: string): string {
  return /[",\r\n]/.test(cell) ? quote(cell) : cell;
}

export function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** One line of the cells of all groups, in order. */
export function csvLine(...groups: readonly (readonly (string | number)[])[]): string {
  return groups
    .flat()
    .map((cell) => quoteIfNeeded(String(cell)))
    .join(',');
}

/** Worked number: 123_456 hundredths are `1234.56`. */
export function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}

/** Worked number: 123_456 hundredths are `1,234.56`. */
export function groupedDecimal(hundredths: number): string {
  return (hundredths / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Worked number: 1234 is `1,234`. */
export function groupedCount(count: number): string {
  return count.toLocaleString('en-US');
}

export function linesOf(lines: readonly string[], lineBreak = '\n'): string {
  return lines.map((line) => `${line}${lineBreak}`).join('');
}
