import { encodeJson } from '../functions/core/json.ts';

/** The one JSON document of `--json`, or lines for a person. */
export function print(json: boolean, document: unknown, lines: () => readonly string[]): void {
  process.stdout.write(json ? `${encodeJson(document, 2)}\n` : `${lines().join('\n')}\n`);
}

/** Columns padded to their widest cell; cells that start with a digit, sign or currency symbol are set to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const alignRight = header.map((_, column) => rows.every((row) => /^[-+–—$€£¥\d]/.test(row[column] ?? '')));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return alignRight[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)];
}

/** A name from a file, safe and short enough for one cell of a terminal. */
export function cell(text: string, lengthMax = 40): string {
  // eslint-disable-next-line no-control-regex
  const safe = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
  return safe.length > lengthMax ? `${safe.slice(0, lengthMax - 1)}…` : safe;
}
