import type { Plan } from '../core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import { gainChart } from './charts/gain-chart.ts';
import { type ChartRow, rowChart } from './charts/row-chart.ts';
import { svgFile } from './charts/svg-file.ts';
import type { DrawnCurve } from './drawn-curve.ts';
import type { Figures } from './figures.ts';
import type { ReportLine } from './report-lines.ts';

/** More rows do not fit a page of somebody's slides. */
const ROWS_MAX = 40;
/** As in the report: the longest tenth of the intervals may run off the scale. */
const SCALE_HOLDS = 0.9;

/**
 * The report's charts as SVG files by name, each with its colours, to be put into a document: `gain.svg`, `budgets.svg`,
 * `roas.svg`, `marginal-roas.svg`, and `curve-001-….svg` for every curve the report shows, in its order.
 */
export function chartFiles(
  plan: Plan,
  { sheet, lines, drawn }: { sheet: ScoreSheet; lines: readonly ReportLine[]; drawn: readonly DrawnCurve[] },
  figures: Figures,
): Readonly<Record<string, string>> {
  const { upliftLowMicros, upliftHighMicros } = plan.expected;
  const bySpend = sheet.channels
    .toSorted((a, b) => Number(b.spendMicros) - Number(a.spendMicros) || (a.channel < b.channel ? -1 : 1))
    .slice(0, ROWS_MAX);
  return Object.fromEntries([
    ...(upliftLowMicros === upliftHighMicros ? [] : [['gain.svg', svgFile(gainChart(plan.expected, figures))]]),
    ...(lines.length === 0 ? [] : [['budgets.svg', svgFile(budgets(lines, figures))]]),
    ...ratioFile('roas.svg', bySpend, averageRow, { title: figures.ratioName, reference: null }, figures),
    ...ratioFile(
      'marginal-roas.svg',
      bySpend,
      marginalRow,
      { title: figures.marginalName, reference: plan.certificate.multiplier },
      figures,
    ),
    ...drawn.flatMap(({ line, chart, isEmpty }, index) =>
      isEmpty ? [] : [[curveName(index, line.plan.channel), svgFile(chart)]],
    ),
  ]);
}

/** Worked example: the first, of `google:1:Brand & more`, is `curve-001-google-1-brand-more.svg`. */
function curveName(index: number, channel: string): string {
  const plain = channel
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
  return `curve-${String(index + 1).padStart(3, '0')}${plain === '' ? '' : `-${plain}`}.svg`;
}

function budgets(lines: readonly ReportLine[], figures: Figures) {
  const rows = lines.slice(0, ROWS_MAX).map(({ name, plan: { currentMicros, proposedMicros } }): ChartRow => ({
    name,
    from: currentMicros,
    to: proposedMicros,
    at: currentMicros,
  }));
  const most = rows.reduce((largest, { from, to }) => Math.max(largest, from, to), 1);
  const domain = [0, most] as const;
  return rowChart(
    rows,
    { kind: 'move', domain, tickFormat: figures.moneyShort, reference: null },
    {
      title: 'Budgets today and tomorrow',
      description: `${figures.counted(rows.length, 'channel')}, most money moved first.`,
    },
  );
}

function ratioFile(
  file: string,
  channels: readonly ScoredChannel[],
  rowOf: (channel: ScoredChannel) => ChartRow | null,
  { title, reference }: { title: string; reference: number | null },
  figures: Figures,
): [string, string][] {
  const rows = channels.map(rowOf).filter((row) => row !== null);
  if (rows.length === 0) return [];
  const highs = rows.map(({ to }) => to).sort((a, b) => a - b);
  const top = highs[Math.floor(SCALE_HOLDS * (highs.length - 1))] ?? 1;
  const low = rows.reduce((least, { from }) => Math.min(least, from), 0);
  const chart = rowChart(
    rows,
    { kind: 'interval', domain: [low, Math.max(top, 1e-6) * 1.05], tickFormat: figures.ratio, reference },
    { title, description: `${figures.counted(rows.length, 'channel')} with 90% intervals, largest spend first.` },
  );
  return [[file, svgFile(chart)]];
}

function averageRow({ name, roas, roasLow, roasHigh }: ScoredChannel): ChartRow | null {
  return roas === null ? null : { name, from: roasLow ?? roas, to: roasHigh ?? roas, at: roas };
}

function marginalRow({ name, marginalRoas, marginalRoasLow, marginalRoasHigh }: ScoredChannel): ChartRow | null {
  if (marginalRoas === null) return null;
  return { name, from: marginalRoasLow ?? marginalRoas, to: marginalRoasHigh ?? marginalRoas, at: marginalRoas };
}
