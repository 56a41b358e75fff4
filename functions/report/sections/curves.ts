import { responseChart, SETTLED_FROM } from '../charts/response-chart.ts';
import { displayName, displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { ReportLine } from '../report-lines.ts';
import { responsePicture } from '../response-picture.ts';
import { channelLabel } from './channel-label.ts';

/** Older days say little of the curve as it is now. */
const DAYS_SHOWN = 120;
/** Every dot costs ten bytes: with half the days, the report of 200 channels stays under 1 MB. */
const CROWDED_FROM = 60;
const DAYS_SHOWN_CROWDED = 60;

/** Every channel's response curve beside the days it was learnt from, in the order of the moves. */
export function curves(lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const days = lines.length > CROWDED_FROM ? DAYS_SHOWN_CROWDED : DAYS_SHOWN;
  return html`<section id="curves">
    <h2>Response curves</h2>
    <p class="note">
      ${figures.returnNoun.charAt(0).toUpperCase()}${figures.returnNoun.slice(1)} a day (up) for spend a day (across):
      the expected curve, its 90% band, and the last ${days} days with spend.
      <span class="key"><i class="dot day"></i> a day</span>
      <span class="key"
        ><i class="dot open"></i> a day still filling up (under ${figures.percent(SETTLED_FROM)} complete)</span
      >
      <span class="key"><i class="dot today"></i> today’s budget</span>
      <span class="key"><i class="dot same"></i> tomorrow’s, where it changes</span>
    </p>
    <div class="cards">${lines.map((line) => card(line, days, figures))}</div>
  </section>`;
}

function card(line: ReportLine, days: number, figures: Figures): SafeHtml {
  const { plan, scored, changeMicros, anchor } = line;
  const picture = responsePicture(plan.channel, scored, [plan.currentMicros, plan.proposedMicros], days);
  const direction = changeMicros > 0 ? 'up' : changeMicros < 0 ? 'down' : 'same';
  const way =
    changeMicros === 0
      ? html`${figures.money(plan.currentMicros)}, unchanged`
      : html`${figures.money(plan.currentMicros)} →
          <strong class="${direction}">${figures.money(plan.proposedMicros)}</strong>`;
  const chart = responseChart(picture, figures, {
    title: `Response curve of ${displayName(line.name)}`,
    description: `Today ${figures.money(plan.currentMicros)}, tomorrow ${figures.money(plan.proposedMicros)}; ${picture.days.length} days behind it.`,
  });
  return html`<article id="${anchor}" class="card line ${direction}" tabindex="-1">
    <h3>${channelLabel({ ...line, id: plan.channel, anchor: undefined })}</h3>
    <p class="way">${way}</p>
    ${picture.band.length === 0 && picture.days.length === 0 ? html`<p class="empty">Nothing spent yet: no curve.</p>` : chart}
    <p class="next">
      ${
        plan.marginalRoas === null
          ? 'No curve to say what the next unit would return.'
          : `Next ${figures.ratioBase} returns ${figures.ratio(plan.marginalRoas)}; ${figures.returned(plan.expectedReturnMicros)} expected.`
      } <span class="evidence">${scored !== null && displayText(scored.reason)}</span>
    </p>
  </article> `;
}
