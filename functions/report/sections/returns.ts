import type { ScoredChannel, ScoreSheet } from '../../core/scored.ts';
import { columnAxis } from '../charts/column-axis.ts';
import { type Interval, INTERVAL_WIDTH, intervalChart } from '../charts/interval-chart.ts';
import { detailed } from '../detailed.ts';
import { displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { ReportLine } from '../report-lines.ts';
import { channelLabel } from './channel-label.ts';

/** The longest tenth of the intervals may run off the scale, so that the others can be told apart. */
const SCALE_HOLDS = 0.9;

/** Return on spend of every channel, average and at the margin, with 90% intervals and the evidence in words. */
export function returns(
  sheet: ScoreSheet,
  lines: readonly ReportLine[],
  multiplier: number | null,
  figures: Figures,
): SafeHtml | null {
  if (sheet.channels.length === 0) return null;
  const anchors = new Map(detailed(lines).shown.map(({ plan, anchor }) => [plan.channel, anchor]));
  const { shown: bySpend, rest } = detailed(
    sheet.channels.toSorted(
      (a, b) => Number(b.spendMicros) - Number(a.spendMicros) || (a.channel < b.channel ? -1 : 1),
    ),
  );
  const average = columnOf(bySpend.map(averageOf), null, figures);
  const marginal = columnOf(bySpend.map(marginalOf), multiplier, figures);
  return html`<section id="returns">
    <h2>Return on spend</h2>
    <p class="note">
      ${figures.ratioName} over all data, ${marginalWords(figures)} at today’s budget, both with 90% intervals; those
      that touch the right edge go on beyond it. Complete: the share of the last 7 days’ conversions that is already
      reported.${multiplier !== null && html` <span class="key"><i class="stroke"></i> what the next ${figures.ratioBase} of this plan returns: ${figures.ratio(multiplier)}</span>`}${rest.length > 0 && ` The ${figures.count(bySpend.length)} with the largest spend; the others are in report.json.`}
    </p>
    <table class="returns stack" data-sortable>
      <thead>
        <tr>
          <th scope="col" data-sort="text">Channel</th>
          <th scope="col" class="number" data-sort="number">Spend</th>
          <th scope="col" class="number" data-sort="number">Return</th>
          <th scope="col" class="picture" data-sort="number">${figures.ratioName} ${average.axis}</th>
          <th scope="col" class="picture" data-sort="number">${figures.marginalName} ${marginal.axis}</th>
          <th scope="col" class="number" data-sort="number">Complete</th>
          <th scope="col" data-sort="text">Evidence</th>
        </tr>
      </thead>
      <tbody>
        ${bySpend.map(
          (scored) =>
            html`<tr class="line">
              <th scope="row">
                ${channelLabel({ ...scored, id: scored.channel, anchor: anchors.get(scored.channel) })}
              </th>
              <td class="number" data-label="Spend">${figures.moneyRounded(scored.spendMicros)}</td>
              <td class="number" data-label="Return">${figures.returned(scored.returnMicros)}</td>
              ${average.cell(averageOf(scored), figures.ratioName)}${marginal.cell(marginalOf(scored), figures.marginalName)}
              <td class="number" data-label="Complete">${figures.percent(scored.completeness)}</td>
              <td class="why">
                ${scored.verdict === 'untrusted' && html`<span class="verdict">untrusted</span>`}${displayText(scored.reason)}${scored.paused && html`<small>paused: not in the plan</small>`}
              </td>
            </tr> `,
        )}
      </tbody>
    </table>
  </section>`;
}

function marginalWords({ marginalName }: Figures): string {
  return `${marginalName.charAt(0).toLowerCase()}${marginalName.slice(1)}`;
}

function averageOf({ roas, roasLow, roasHigh }: ScoredChannel): Interval | null {
  return intervalOf(roas, roasLow, roasHigh);
}

function marginalOf({ marginalRoas, marginalRoasLow, marginalRoasHigh }: ScoredChannel): Interval | null {
  return intervalOf(marginalRoas, marginalRoasLow, marginalRoasHigh);
}

function intervalOf(value: number | null, low: number | null, high: number | null): Interval | null {
  return value === null ? null : { value, low: low ?? value, high: high ?? value };
}

interface Column {
  readonly axis: SafeHtml;
  cell(interval: Interval | null, label: string): SafeHtml;
}

function columnOf(intervals: readonly (Interval | null)[], reference: number | null, figures: Figures): Column {
  const known = intervals.filter((interval) => interval !== null);
  const highs = known.map(({ high }) => high).sort((a, b) => a - b);
  const top = highs[Math.floor(SCALE_HOLDS * (highs.length - 1))] ?? 1;
  const largest = Math.max(0, ...known.map(({ value }) => value));
  const lowest = Math.min(0, ...known.map(({ low }) => low));
  const domain = [lowest, Math.max(top, Math.min(largest, 2 * top), 1e-6) * 1.05] as const;
  return {
    axis: columnAxis({
      width: INTERVAL_WIDTH,
      domain,
      tickFormat: (value) => String(Number(figures.ratio(value).replaceAll(',', ''))),
    }),
    cell: (interval, label) =>
      interval === null
        ? html`<td class="picture" data-label="${label}">–</td>`
        : html`<td class="picture" data-label="${label}">
            ${intervalChart(interval, domain, reference)}<span class="reading"
              ><b>${figures.ratio(interval.value)}</b>
              <small>${figures.ratio(interval.low)} to ${figures.ratio(interval.high)}</small></span
            >
          </td>`,
  };
}
