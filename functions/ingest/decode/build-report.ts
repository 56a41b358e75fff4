import { daysBetween, epochDayOf, type Day } from '../../core/calendar.ts';
import { MarginalError } from '../../core/errors.ts';
import type { Counters, DecodedReport, RowReject } from '../../core/facts.ts';
import type { LiftTest } from '../../core/lift-test.ts';
import type { Preamble, ReportFormat } from '../formats/report-format.ts';
import { collectFacts } from './collect-facts.ts';
import { collectNotes } from './collect-notes.ts';
import { collectLiftTests } from './collect-lift-tests.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { isProblem, problem, quoted, type Problem } from './problem.ts';
import { isMissing, type SourceRow, type SourceRows } from './read-rows.ts';
import { rowValues, type RowValues } from './row-values.ts';

/** The report a file's rows make. Throws the refusals that only the rows show. */
export function buildReport(header: FoundHeader, source: SourceRows, context: DecodeContext): DecodedReport {
  const preamble = header.format.preamble?.(header.preamble) ?? {};
  refuseMissing(header);
  refuseNotDaily(header, source, preamble);
  const found = settled(header, source);
  const { format } = found;
  const currency = currencyOf(found, source, context);
  const values = rowValues(found, source, context);
  const { rejects, facts, notes, warnings } = TAKE[format.rows](found, source, values);
  refusePeriod(found, facts, preamble);
  return {
    format: format.id,
    kind: format.rows === 'budgets' ? 'budgets' : 'performance',
    currency,
    statedAtMs: preamble.statedAtMs ?? newestSync(source),
    conversionsDatedByClick: format.conversionsDatedByClick,
    restatesDays: format.restatesDays,
    columns: format.rows === 'days' ? values.columns : [],
    facts,
    notes,
    rows: source.rows.length + source.rejects.length,
    accepted: source.rows.length - rejects.length,
    rejects: [...source.rejects, ...rejects].sort((a, b) => a.line - b.line),
    warnings: [...(preamble.warnings ?? []), ...columnWarnings(found, source, context), ...warnings],
  };
}

interface Taken {
  readonly rejects: readonly RowReject[];
  readonly facts: DecodedReport['facts'];
  readonly notes: DecodedReport['notes'];
  readonly warnings: readonly string[];
}

type Take = (found: FoundHeader, source: SourceRows, values: RowValues) => Taken;

const TAKE: Readonly<Record<ReportFormat['rows'], Take>> = {
  days: takeDays,
  campaigns: takeCampaigns,
  budgets: takeBudgets,
  experiments: takeExperiments,
  nothing: () => ({ rejects: [], facts: [], notes: [], warnings: [] }),
};

function takeDays({ format }: FoundHeader, source: SourceRows, values: RowValues): Taken {
  const facts = collectFacts();
  const notes = collectNotes();
  const outcomes = format.outcomes === undefined ? undefined : chosenOutcomes(format.outcomes, source);
  const rejects = rejected(source, (row) => {
    const channel = values.channel(row);
    if (isProblem(channel)) return channel;
    const day = values.day(row);
    if (isProblem(day)) return day;
    const counters = values.counters(row);
    if (isProblem(counters)) return counters;
    const counts = outcomes === undefined || outcomes.isChosen(row);
    if (!facts.add(channel, day, counts ? counters : zeros(counters))) {
      return problem('InvalidRow', `the sums of ${quoted(channel)} on ${day} pass 2^53`);
    }
    notes.add(channel, values.statement(row), epochDayOf(day));
    return undefined;
  });
  return { rejects, facts: facts.facts(), notes: notes.notes({ dated: false }), warnings: outcomes?.warnings ?? [] };
}

function takeCampaigns({ columns }: FoundHeader, source: SourceRows, values: RowValues): Taken {
  const notes = collectNotes();
  const rejects = rejected(source, (row) => {
    const channel = values.channel(row);
    if (isProblem(channel)) return channel;
    const changed = source.cell(row, 'changedAt');
    const changedAtMs = columns.changedAt === undefined ? 0 : parseTimestamp(changed);
    if (changedAtMs === null) return problem('InvalidDate', `changed at: got ${quoted(changed)}, a time is needed`);
    notes.add(channel, values.statement(row), changedAtMs);
    return undefined;
  });
  return { rejects, facts: [], notes: notes.notes({ dated: columns.changedAt !== undefined }), warnings: [] };
}

function takeBudgets(_found: FoundHeader, source: SourceRows, values: RowValues): Taken {
  const notes = collectNotes();
  const stated = new Set<string>();
  const rejects = rejected(source, (row) => {
    const channel = values.channel(row);
    if (isProblem(channel)) return channel;
    const dailyBudgetMicros = values.amount(row, 'dailyBudget');
    if (isProblem(dailyBudgetMicros)) return dailyBudgetMicros;
    if (dailyBudgetMicros === undefined || dailyBudgetMicros < 0) {
      const got = quoted(source.cell(row, 'dailyBudget'));
      return problem('InvalidRow', `dailyBudget: got ${got}, a decimal number of at least 0 is needed`);
    }
    if (stated.has(channel)) return problem('InvalidRow', `${quoted(channel)} has a budget further up already`);
    stated.add(channel);
    notes.add(channel, { dailyBudgetMicros }, 0);
    return undefined;
  });
  return { rejects, facts: [], notes: notes.notes({ dated: false }), warnings: [] };
}

function takeExperiments(_found: FoundHeader, source: SourceRows, values: RowValues): Taken {
  const tests = collectLiftTests();
  const rejects = rejected(source, (row) => {
    const channel = values.channel(row);
    if (isProblem(channel)) return channel;
    const test = liftTestOf(row, source, values);
    if (isProblem(test)) return test;
    if (tests.add(channel, test)) return undefined;
    return problem('InvalidRow', `a test of ${quoted(channel)} from ${test.start} on stands further up already`);
  });
  return { rejects, facts: [], notes: tests.notes(), warnings: [] };
}

function liftTestOf(row: SourceRow, { cell }: SourceRows, values: RowValues): LiftTest | Problem {
  const start = values.day(row, 'spanStart');
  if (isProblem(start)) return start;
  const end = values.day(row, 'spanEnd');
  if (isProblem(end)) return end;
  if (end < start) return problem('InvalidDate', `end: got ${end}, the test starts on ${start}`);
  const roasMicros = values.amount(row, 'roas');
  if (isProblem(roasMicros)) return roasMicros;
  const standardErrorMicros = values.amount(row, 'standardError');
  if (isProblem(standardErrorMicros)) return standardErrorMicros;
  if (roasMicros === undefined) return problem('InvalidRow', 'ROAS: got nothing, a decimal number is needed');
  if (standardErrorMicros === undefined || standardErrorMicros <= 0) {
    const got = quoted(cell(row, 'standardError'));
    return problem('InvalidRow', `standard error: got ${got}, a decimal number above 0 is needed`);
  }
  return { start, end, roasMicros, standardErrorMicros };
}

function rejected({ rows }: SourceRows, take: (row: SourceRow) => Problem | undefined): RowReject[] {
  const rejects: RowReject[] = [];
  for (const row of rows) {
    const found = take(row);
    if (found !== undefined) rejects.push({ line: row.line, code: found.code, message: found.message });
  }
  return rejects;
}

function zeros(counters: Counters): Counters {
  return Object.fromEntries(Object.keys(counters).map((column) => [column, 0]));
}

/** Per ad (or campaign) and day the first of `outcomes` that any of its rows has; no other row of it counts. */
function chosenOutcomes(
  outcomes: readonly string[],
  { rows, cell }: SourceRows,
): { isChosen(row: SourceRow): boolean; warnings: string[] } {
  const key = (row: SourceRow): string =>
    `${cell(row, 'account')}\n${cell(row, 'campaign')}\n${cell(row, 'ad')}\n${cell(row, 'day')}`;
  const rank = (row: SourceRow): number => {
    const index = outcomes.indexOf(cell(row, 'outcome').toLowerCase());
    return index === -1 ? outcomes.length : index;
  };
  const best = new Map<string, number>();
  const others = new Set<string>();
  for (const row of rows) {
    best.set(key(row), Math.min(rank(row), best.get(key(row)) ?? outcomes.length));
    if (rank(row) === outcomes.length) others.add(cell(row, 'outcome'));
  }
  const none = rows.length > 0 && [...best.values()].every((found) => found === outcomes.length);
  return {
    isChosen: (row) => rank(row) < outcomes.length && rank(row) === best.get(key(row)),
    warnings: none
      ? [`no purchase among the outcomes ${[...others].sort().slice(0, 10).join(', ')}; all count zero`]
      : [],
  };
}

function refuseMissing({ format, columns }: FoundHeader): void {
  const missing = format.needs.filter(({ anyOf }) => anyOf.every((field) => columns[field] === undefined));
  const [first, ...others] = missing;
  if (first === undefined) return;
  const lacks = first.anyOf.includes('campaign') ? 'a campaign id' : (first.anyOf[0] ?? '');
  const what = first.code === 'NoDailyBreakdown' ? 'a daily breakdown' : lacks;
  throw new MarginalError(
    first.code,
    `${format.title} without ${what}; add ${[first, ...others].map(({ add }) => add).join(', and ')}`,
  );
}

function refuseNotDaily({ format, columns }: FoundHeader, { rows, cell }: SourceRows, { notDaily }: Preamble): void {
  const add = format.needs.find(({ code }) => code === 'NoDailyBreakdown')?.add ?? 'a daily breakdown';
  if (notDaily !== undefined) throw new MarginalError('NoDailyBreakdown', `${notDaily}; add ${add}`);
  if (format.rows !== 'days' || columns.day !== undefined || columns.spanStart === undefined) return;
  const wide = rows.find((row) => columns.spanEnd === undefined || cell(row, 'spanStart') !== cell(row, 'spanEnd'));
  if (wide === undefined) return;
  const end = columns.spanEnd === undefined ? 'an end that is not there' : cell(wide, 'spanEnd');
  throw new MarginalError(
    'NoDailyBreakdown',
    `line ${wide.line} spans ${cell(wide, 'spanStart')} to ${end}; add ${add}`,
  );
}

/** A period of several days whose every row is on the first of them is a period's sum under its first day. */
function refusePeriod({ format }: FoundHeader, facts: DecodedReport['facts'], { period }: Preamble): void {
  if (period === undefined || daysBetween(period.start, period.end) < 1 || facts.length === 0) return;
  const days = new Set<Day>(facts.map(({ day }) => day));
  if (days.size > 1 || !days.has(period.start)) return;
  throw new MarginalError(
    'NoDailyBreakdown',
    `all rows are on ${period.start}, the report covers ${period.start} to ${period.end}; add ${
      format.needs.find(({ code }) => code === 'NoDailyBreakdown')?.add ?? 'a daily breakdown'
    }`,
  );
}

function settled(found: FoundHeader, { rows, cell }: SourceRows): FoundHeader {
  const { ifFractional } = found.format;
  if (ifFractional === undefined) return found;
  const fractional = rows.some((row) => /\.\d*[1-9]/.test(cell(row, 'conversions')));
  const { conversions, revenue, ...columns } = found.columns;
  if (fractional) return { ...found, format: ifFractional, columns: { ...columns, ...(revenue && { revenue }) } };
  return { ...found, columns: { ...columns, ...(conversions && { conversions }) } };
}

function currencyOf({ columns }: FoundHeader, { rows, cell }: SourceRows, context: DecodeContext): string | null {
  const stated = new Set<string>();
  for (const column of [columns.spend, columns.revenue])
    if (column?.currency !== undefined) stated.add(column.currency);
  for (const row of rows) {
    const text = cell(row, 'currency');
    if (!isMissing(text)) stated.add(text.toUpperCase());
  }
  const [first, ...others] = [...stated].sort();
  if (first === undefined) return null;
  if (others.length > 0) {
    throw new MarginalError(
      'CurrencyMismatch',
      `the file holds ${[first, ...others].slice(0, 5).map(quoted).join(' and ')}; give one file a currency, in ${context.currency}`,
    );
  }
  if (first !== context.currency) {
    throw new MarginalError('CurrencyMismatch', `the file is in ${quoted(first)}, the policy in ${context.currency}`);
  }
  return first;
}

function newestSync({ rows, cell }: SourceRows): number | null {
  let newest: number | null = null;
  for (const row of rows) {
    const at = parseTimestamp(cell(row, 'syncedAt'));
    if (at !== null && at > (newest ?? Number.NEGATIVE_INFINITY)) newest = at;
  }
  return newest;
}

function columnWarnings({ format, columns }: FoundHeader, { rows }: SourceRows, { accounts }: DecodeContext): string[] {
  const warnings: string[] = [];
  const windowed = [columns.conversions, columns.revenue].find((column) => column?.windowDays !== undefined);
  if (windowed !== undefined) {
    warnings.push(
      `conversions and revenue are those of the ${windowed.windowDays} day attribution window; windows contain one another and are never summed`,
    );
  }
  if (format.rows === 'days' && columns.campaign === undefined && columns.ad !== undefined) {
    warnings.push(
      'each ad is a channel whose budget stays as it is, for an ad holds none; join the column campaign_id to move budgets of campaigns',
    );
  }
  if (format.outcomes !== undefined && columns.account === undefined && accounts[format.platform ?? ''] === undefined) {
    warnings.push(
      `the table names no account; set accounts: { ${format.platform}: … } in the policy, or it will not meet the spend of the same campaigns`,
    );
  }
  if (
    columns.dailyBudget !== undefined &&
    columns.budgetType === undefined &&
    format.rows !== 'budgets' &&
    format.budgetIsDaily !== true
  ) {
    warnings.push('budgets are left aside: the column "Budget type" is needed to tell daily from campaign total');
  }
  if (rows.length === 0) warnings.push('the file has a header and no rows');
  return warnings;
}
