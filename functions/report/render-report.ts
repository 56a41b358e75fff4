import { chartFiles } from './chart-files.ts';
import { detailed } from './detailed.ts';
import { drawnCurves } from './drawn-curve.ts';
import { figuresFor } from './figures.ts';
import { html } from './html.ts';
import { lineGroups } from './line-groups.ts';
import { paceOf } from './pace.ts';
import { page } from './page.ts';
import type { ReportInput } from './report-input.ts';
import { reportLines } from './report-lines.ts';
import { applied } from './sections/applied.ts';
import { curves } from './sections/curves.ts';
import { dataQuality } from './sections/data-quality.ts';
import { headline } from './sections/headline.ts';
import { history } from './sections/history.ts';
import { moves } from './sections/moves.ts';
import { pacing } from './sections/pacing.ts';
import { proof } from './sections/proof.ts';
import { returns } from './sections/returns.ts';
import { summary } from './sections/summary.ts';

/**
 * A run as one HTML file that opens from disk and asks nothing of any network: what moves and why, each channel's curve
 * with the days behind it, the data, the proof, and what was applied. Pure: equal inputs give equal bytes.
 */
export function renderReport(input: ReportInput): string {
  return drawReport(input).page;
}

/** The report with its charts as files of their own, by file name; both show the same drawings. */
export function drawReport(input: ReportInput): { page: string; charts: Readonly<Record<string, string>> } {
  const { record, sheet, quality } = input;
  const figures = figuresFor(record.currency, sheet.goal);
  const lines = reportLines(record, sheet);
  const drawn = drawnCurves(detailed(lines).shown, figures);
  const report = page({
    title: `Budget plan, ${figures.day(record.asOf)}`,
    version: input.version,
    links: [
      ['moves', 'Budgets'],
      ...(lines.length > 0 ? ([['curves', 'Curves']] as const) : []),
      ...(sheet.channels.length > 0 ? ([['returns', 'Return']] as const) : []),
      ...(paceOf(sheet).length > 0 ? ([['pacing', 'Spend']] as const) : []),
      ['data', 'Data'],
      ['proof', 'Proof'],
      ...(input.history.length > 0 ? ([['history', 'History']] as const) : []),
      ['audit', 'Applied'],
    ],
    body: html`${headline(input, lines, figures)} ${summary(lineGroups(lines, input.record.groups), figures)}
    ${moves(record.plan, lines, figures)} ${lines.length > 0 && curves(drawn, figures)}
    ${returns(sheet, lines, record.plan.certificate.multiplier, figures)} ${pacing(sheet, figures)}
    ${dataQuality(sheet, quality, figures)} ${proof(record.plan, figures)} ${history(input.history, figures)}
    ${applied(input, lines, figures)}`,
  });
  return { page: report, charts: chartFiles(record.plan, { sheet, lines, drawn }, figures) };
}
