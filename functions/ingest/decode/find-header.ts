import { MarginalError } from '../../core/errors.ts';
import { REPORT_FORMATS } from '../formats/index.ts';
import type { Field, ReportFormat } from '../formats/report-format.ts';
import { headRecords, type Delimiter } from './csv-records.ts';
import { mapColumns, type MappedColumns } from './map-columns.ts';
import { normaliseHeader } from './normalise-header.ts';

export interface FoundHeader {
  readonly format: ReportFormat;
  readonly delimiter: Delimiter;
  readonly columns: MappedColumns;
  /** Normalised. */
  readonly header: readonly string[];
  /** The lines above it, cells joined. */
  readonly preamble: readonly string[];
}

const DELIMITERS: readonly Delimiter[] = [',', '\t', ';'];
/** No platform writes a longer preamble; Microsoft's, the longest, has ten lines. */
const HEADER_SEARCH_RECORDS = 60;
/** The widest exports have some hundred columns; a line of commas must not take for ever. */
const HEADER_COLUMNS_MAX = 1000;
const LISTED_COLUMNS_MAX = 30;
const LISTED_NAME_LENGTH_MAX = 40;

/**
 * The first line, with any delimiter, that is a header of a known format. Throws `UnknownFormat`, listing the columns
 * found and what the nearest format needs besides.
 */
export function findHeader(head: string): FoundHeader {
  let widest: string[] = [];
  for (const delimiter of DELIMITERS) {
    const records = headRecords(head, delimiter, HEADER_SEARCH_RECORDS);
    for (const [index, record] of records.entries()) {
      const header = record.slice(0, HEADER_COLUMNS_MAX).map(normaliseHeader);
      if (header.length > widest.length) widest = header;
      if (record.length > HEADER_COLUMNS_MAX) continue;
      const preamble = records.slice(0, index).map((cells) => cells.join(delimiter).trim());
      const found = recognise(header, preamble);
      if (found !== undefined) return { ...found, delimiter, header, preamble };
    }
  }
  throw new MarginalError('UnknownFormat', unknownFormat(head, widest));
}

function recognise(
  header: readonly string[],
  preamble: readonly string[],
): { format: ReportFormat; columns: MappedColumns } | undefined {
  for (const format of REPORT_FORMATS) {
    const titled = format.recognisedByPreamble;
    if (titled !== undefined && !preamble.some((line) => titled.test(line))) continue;
    const columns = mapColumns(header, format);
    if (format.recognisedBy.some((fields) => fields.every((field) => columns[field] !== undefined))) {
      return { format, columns };
    }
  }
  return undefined;
}

const KNOWN =
  'taken are exports of Google Ads, Meta, TikTok, Microsoft, LinkedIn, Amazon; warehouse tables; date,channel,spend; events as *.ndjson (docs/formats.md)';

/** No text has these, but for the end-of-file mark that DOS left. */
// eslint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000e-\u0019\u001b-\u001f]/;

function unknownFormat(head: string, header: readonly string[]): string {
  if (BINARY.test(head)) return `the file is binary, no text; ${KNOWN}`;
  const names = header.map((name) => name.slice(0, LISTED_NAME_LENGTH_MAX)).filter((name) => name !== '');
  if (names.length === 0) return 'the file is empty';
  const listed = names.slice(0, LISTED_COLUMNS_MAX).join(', ') + (names.length > LISTED_COLUMNS_MAX ? ', …' : '');
  const nearest = nearestFormat(header);
  return `no known format has the columns: ${JSON.stringify(listed).slice(1, -1)}; ${
    nearest === undefined ? KNOWN : `the nearest is the ${nearest.format.title}, which also needs ${nearest.lacks}`
  }`;
}

/** The format of whose telling and needed columns the greatest share is there. */
function nearestFormat(header: readonly string[]): { format: ReportFormat; lacks: string } | undefined {
  let nearest: { format: ReportFormat; lacks: string } | undefined;
  let best = 0;
  for (const format of REPORT_FORMATS) {
    const columns = mapColumns(header, format);
    const [telling = []] = format.recognisedBy;
    const wanted = [...new Set([...telling, ...format.needs.flatMap(({ anyOf }) => anyOf.slice(0, 1))])];
    const lacking = wanted.filter((field) => columns[field] === undefined);
    const share = 1 - lacking.length / wanted.length;
    if (share <= best) continue;
    best = share;
    nearest = { format, lacks: lacking.map((field) => `"${exampleHeader(format, field)}"`).join(', ') };
  }
  return nearest;
}

function exampleHeader(format: ReportFormat, field: Field): string {
  return format.columns[field]?.find((alias) => typeof alias === 'string') ?? field;
}
