import { SETTLED_FROM } from '../charts/response-chart.ts';
import { displayText } from '../display-name.ts';
import type { DrawnCurve } from '../drawn-curve.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import { channelLabel } from './channel-label.ts';

/** Every channel's response curve beside the days it was learnt from, in the order of the moves. */
export function curves(drawn: readonly DrawnCurve[], figures: Figures): SafeHtml {
  return html`<section id="curves">
    <h2>Response curves</h2>
    <p class="note">
      ${figures.returnNoun.charAt(0).toUpperCase()}${figures.returnNoun.slice(1)} a day (up) for spend a day (across):
      the expected curve, its 90% band, and the last ${drawn[0]?.daysShown} days with spend.
      <span class="key"><i class="dot day"></i> a day</span>
      <span class="key"
        ><i class="dot open"></i> a day still filling up (under ${figures.percent(SETTLED_FROM)} complete)</span
      >
      <span class="key"><i class="dot today"></i> today’s budget</span>
      <span class="key"><i class="dot same"></i> tomorrow’s, where it changes</span>
    </p>
    <div class="cards">${drawn.map((curve) => card(curve, figures))}</div>
  </section>`;
}

function card({ line, isEmpty, chart }: DrawnCurve, figures: Figures): SafeHtml {
  const { plan, scored, changeMicros, anchor } = line;
  const direction = changeMicros > 0 ? 'up' : changeMicros < 0 ? 'down' : 'same';
  const way =
    changeMicros === 0
      ? html`${figures.money(plan.currentMicros)}, unchanged`
      : html`${figures.money(plan.currentMicros)} →
          <strong class="${direction}">${figures.money(plan.proposedMicros)}</strong>`;
  return html`<article id="${anchor}" class="card line ${direction}" tabindex="-1">
    <h3>${channelLabel({ ...line, id: plan.channel, anchor: undefined })}</h3>
    <p class="way">${way}</p>
    ${isEmpty ? html`<p class="empty">Nothing spent yet: no curve.</p>` : chart}
    <p class="next">
      ${
        plan.marginalRoas === null
          ? 'No curve to say what the next unit would return.'
          : `Next ${figures.ratioBase} returns ${figures.ratio(plan.marginalRoas)}; ${figures.returned(plan.expectedReturnMicros)} expected.`
      } <span class="evidence">${scored !== null && displayText(scored.reason)}</span>
    </p>
  </article> `;
}
