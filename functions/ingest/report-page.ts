import * as v from 'valibot';
import { MarginalError, messageOf } from '../core/errors.ts';
import { COLUMNS, type DecodedReport } from '../core/facts.ts';
import { encodeJson } from '../core/json.ts';

/**
 * The page of a report or budget file, version 1: JSON, since a file has thousands of rows, not millions, and people
 * may want to look. What is kept is what days and channel book are made from.
 */
const TAG = 'marginal-report-page';
const VERSION = 1;

const whole = v.pipe(v.number(), v.safeInteger());
const CountersSchema = v.exactOptional(whole);

const ReportPageSchema = v.object({
  tag: v.literal(TAG),
  version: v.literal(VERSION),
  format: v.string(),
  kind: v.picklist(['performance', 'budgets']),
  conversionsDatedByClick: v.boolean(),
  facts: v.array(
    v.object({
      channel: v.string(),
      day: v.string(),
      counters: v.object({
        spendMicros: CountersSchema,
        impressions: CountersSchema,
        clicks: CountersSchema,
        conversionMicros: CountersSchema,
        revenueMicros: CountersSchema,
      }),
    }),
  ),
  notes: v.array(
    v.object({
      channel: v.string(),
      name: v.exactOptional(v.string()),
      platform: v.exactOptional(v.string()),
      dailyBudgetMicros: v.exactOptional(whole),
      budgetKind: v.exactOptional(v.picklist(['daily', 'total', 'shared', 'none'])),
      status: v.exactOptional(v.picklist(['active', 'paused'])),
      statedAtMs: v.exactOptional(whole),
      liftTests: v.exactOptional(
        v.array(v.object({ start: v.string(), end: v.string(), roasMicros: whole, standardErrorMicros: whole })),
      ),
    }),
  ),
});

export type ReportPage = Omit<v.InferOutput<typeof ReportPageSchema>, 'tag' | 'version'>;

export function encodeReportPage(report: DecodedReport): Uint8Array {
  const { format, kind, conversionsDatedByClick, notes } = report;
  const facts = report.facts.map(({ channel, day, counters }) => ({
    channel,
    day,
    counters: Object.fromEntries(
      COLUMNS.flatMap((column) => (counters[column] === undefined ? [] : [[column, counters[column]]])),
    ),
  }));
  const page = { tag: TAG, version: VERSION, format, kind, conversionsDatedByClick, facts, notes };
  return Buffer.from(encodeJson(page));
}

/** Throws `ObjectUnreadable` for a page of another version, or one that is damaged. */
export function decodeReportPage(bytes: Uint8Array, key: string): ReportPage {
  const page = v.safeParse(ReportPageSchema, parseJson(bytes, key));
  if (page.success) return page.output;
  const [issue] = page.issues;
  const where = v.getDotPath(issue) ?? 'the object';
  throw new MarginalError(
    'ObjectUnreadable',
    `'${key}' is no report page of version ${VERSION}: ${where}: ${issue.message}`,
  );
}

function parseJson(bytes: Uint8Array, key: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new MarginalError('ObjectUnreadable', `'${key}' is damaged: ${messageOf(error)}`, { cause: error });
  }
}
