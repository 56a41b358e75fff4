import { responseChart } from './charts/response-chart.ts';
import { displayName } from './display-name.ts';
import type { Figures } from './figures.ts';
import type { SafeHtml } from './html.ts';
import type { ReportLine } from './report-lines.ts';
import { responsePicture } from './response-picture.ts';

/** A channel's response curve as the page shows it and a file of its own does. */
export interface DrawnCurve {
  readonly line: ReportLine;
  readonly chart: SafeHtml;
  /** Neither a curve nor a day with spend. */
  readonly isEmpty: boolean;
  /** So many days with spend, at most, are drawn. */
  readonly daysShown: number;
}

/** Older days say little of the curve as it is now. */
const DAYS_SHOWN = 120;
/** Every dot costs ten bytes: with half the days, the report of 200 channels stays under 1 MB. */
const CROWDED_FROM = 60;
const DAYS_SHOWN_CROWDED = 60;

/** The curves of these lines, in their order: each is drawn once, for the page and for its own file. */
export function drawnCurves(lines: readonly ReportLine[], figures: Figures): DrawnCurve[] {
  const daysShown = lines.length > CROWDED_FROM ? DAYS_SHOWN_CROWDED : DAYS_SHOWN;
  return lines.map((line) => {
    const { plan, scored, name } = line;
    const picture = responsePicture(plan.channel, scored, [plan.currentMicros, plan.proposedMicros], daysShown);
    const chart = responseChart(picture, figures, {
      title: `Response curve of ${displayName(name)}`,
      description: `Today ${figures.money(plan.currentMicros)}, tomorrow ${figures.money(plan.proposedMicros)}; ${picture.days.length} days behind it.`,
    });
    return { line, chart, isEmpty: picture.band.length === 0 && picture.days.length === 0, daysShown };
  });
}
