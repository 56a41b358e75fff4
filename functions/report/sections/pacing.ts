import { sumMicros } from '../../core/money.ts';
import type { ScoreSheet } from '../../core/scored.ts';
import { columnAxis } from '../charts/column-axis.ts';
import { INTERVAL_WIDTH, intervalChart } from '../charts/interval-chart.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import { paceOf } from '../pace.ts';
import { channelLabel } from './channel-label.ts';

/** Platforms spend up to this share of a daily budget on a busy day, and less on others. */
const FULL_FROM = 0.85;
const OVER_FROM = 1.15;
const ROWS_MAX = 20;
const SCALE = [0, 1.5] as const;

/** Whether budgets are spent: one that is not limits nothing, and raising it buys nothing. */
export function pacing(sheet: ScoreSheet, figures: Figures): SafeHtml | null {
  const paces = paceOf(sheet);
  if (paces.length === 0) return null;
  const budget = sumMicros(paces.map(({ scored }) => scored.currentMicros));
  const spent = sumMicros(paces.map(({ spentMicros }) => spentMicros));
  const off = paces.filter(({ share }) => share < FULL_FROM || share > OVER_FROM);
  const axis = columnAxis({ width: INTERVAL_WIDTH, domain: SCALE, tickFormat: figures.percent });
  return html`<section id="pacing">
    <h2>Spend against budget</h2>
    <p>
      In the 7 days to ${figures.day(sheet.asOf)}, ${figures.counted(paces.length, 'channel')} with a stated budget
      spent ${figures.moneyRounded(spent)} of ${figures.moneyRounded(budget)} a day
      (${figures.percent(Number(spent) / Number(budget))}).
      ${
        off.length === 0
          ? 'Each is within 15% of its budget.'
          : `${figures.counted(off.length, 'channel')} ${off.length === 1 ? 'is' : 'are'} more than 15% off${off.length > ROWS_MAX ? `; the ${ROWS_MAX} furthest` : ''}:`
      }
    </p>
    ${
      off.length > 0 &&
      html`<table class="returns stack" data-sortable>
        <thead>
          <tr>
            <th scope="col" data-sort="text">Channel</th>
            <th scope="col" class="number" data-sort="number">Budget</th>
            <th scope="col" class="number" data-sort="number">Mean spend a day</th>
            <th scope="col" class="picture" data-sort="number">Spent ${axis}</th>
          </tr>
        </thead>
        <tbody>
          ${off.slice(0, ROWS_MAX).map(
            ({ scored, spentMicros, share }) =>
              html`<tr>
                <th scope="row">${channelLabel({ ...scored, id: scored.channel })}</th>
                <td class="number" data-label="Budget">${figures.money(scored.currentMicros)}</td>
                <td class="number" data-label="Mean spend a day">${figures.moneyRounded(spentMicros)}</td>
                <td class="picture" data-label="Spent">
                  ${intervalChart({ value: share, low: 0, high: share }, SCALE, 1)}<span class="reading"
                    ><b>${figures.percent(share)}</b></span
                  >
                </td>
              </tr> `,
          )}
        </tbody>
      </table>`
    }
  </section>`;
}
