import type { Alias, Field, ReportFormat } from '../formats/report-format.ts';

export interface MappedColumn {
  readonly index: number;
  /** The header as normalised. */
  readonly header: string;
  /** The currency the header names, in capitals. */
  readonly currency?: string;
  /** The attribution window the header names. */
  readonly windowDays?: number;
}

export type MappedColumns = { readonly [F in Field]?: MappedColumn };

/**
 * Amazon delivers 1, 7, 14 and 30 days side by side, each containing the shorter ones. Seven is what its own console
 * shows sellers and is complete after a week; one day misses most purchases.
 */
const WINDOW_PREFERENCE = [7, 14, 30, 1];

/** Where the format's fields are in a header (normalised cells). Of the aliases of a field the first that is there wins. */
export function mapColumns(header: readonly string[], format: ReportFormat): MappedColumns {
  const candidates = new Map<string, MappedColumn[]>();
  for (const [field, aliases] of Object.entries(format.columns)) {
    const found = aliases.flatMap((alias) => columnsUnder(alias, header));
    if (found.length > 0) candidates.set(field, found);
  }
  const window = windowOf([candidates.get('conversions'), candidates.get('revenue')]);
  return Object.fromEntries(
    [...candidates].map(([field, found]) => [
      field,
      found.find(({ windowDays }) => windowDays === undefined || windowDays === window) ?? preferred(found),
    ]),
  );
}

function columnsUnder(alias: Alias, header: readonly string[]): MappedColumn[] {
  return header.flatMap((cell, index) => {
    if (typeof alias === 'string') return cell === alias ? [{ index, header: cell }] : [];
    const match = alias.exec(cell);
    if (match === null) return [];
    const { currency, window } = match.groups ?? {};
    return [
      {
        index,
        header: cell,
        ...(currency === undefined ? {} : { currency: currency.toUpperCase() }),
        ...(window === undefined ? {} : { windowDays: Number(window) }),
      },
    ];
  });
}

/** A window in which every field that comes in windows is there, so that orders and sales count the same purchases. */
function windowOf(fields: readonly (readonly MappedColumn[] | undefined)[]): number | undefined {
  const windowed = fields.filter((found) => found?.some(({ windowDays }) => windowDays !== undefined));
  return WINDOW_PREFERENCE.find((days) =>
    windowed.every((found) => found?.some(({ windowDays }) => windowDays === days)),
  );
}

function preferred(found: readonly MappedColumn[]): MappedColumn | undefined {
  const rank = ({ windowDays = 0 }: MappedColumn): number => (WINDOW_PREFERENCE.indexOf(windowDays) + 100) % 100;
  return [...found].sort((a, b) => rank(a) - rank(b))[0];
}
