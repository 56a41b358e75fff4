import { sumMicros } from '../../core/money.ts';
import type { Plan } from '../../core/plan.ts';
import type { CurrentSource } from '../../core/scored.ts';
import { columnAxis } from '../charts/column-axis.ts';
import { DUMBBELL_WIDTH, dumbbellChart } from '../charts/dumbbell-chart.ts';
import { detailed } from '../detailed.ts';
import { displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { ReportLine } from '../report-lines.ts';
import { channelLabel } from './channel-label.ts';
import { otherChannels } from './other-channels.ts';

/** Where today's budget is not a budget somebody set, the reader is told: such lines are not applied by default. */
const SOURCE_NOTES: Readonly<Record<CurrentSource, string | null>> = {
  applied: null,
  file: null,
  report: null,
  meanSpend: 'today’s budget is a guess: the mean spend of 7 days',
};

/** Every budget, most money moved first, with the reason in words. */
export function moves(plan: Plan, lines: readonly ReportLine[], figures: Figures): SafeHtml {
  if (lines.length === 0)
    return html`<section id="moves">
      <h2>What changes</h2>
      <p>No channel has data yet.</p>
    </section>`;
  const scaleMaxMicros = lines.reduce(
    (most, { plan: line }) => Math.max(most, line.currentMicros, line.proposedMicros),
    1,
  );
  const axis = columnAxis({ width: DUMBBELL_WIDTH, domain: [0, scaleMaxMicros], tickFormat: figures.moneyShort });
  const currentSum = sumMicros(lines.map((line) => line.plan.currentMicros));
  const change = BigInt(plan.budgetMicros) - currentSum;
  const { shown, rest } = detailed(lines);
  const isMoving = lines.some(({ changeMicros }) => changeMicros !== 0);
  return html`<section id="moves">
    <h2>${isMoving ? 'What changes' : 'Budgets, unchanged'}</h2>
    <p class="note">
      Budgets a day, ${isMoving ? 'most money moved' : 'largest'} first.
      <span class="key"><i class="dot today"></i> today</span>
      <span class="key"><i class="dot up"></i> tomorrow, raised</span>
      <span class="key"><i class="dot down"></i> tomorrow, lowered</span>
    </p>
    <table class="moves stack" data-sortable>
      <thead>
        <tr>
          <th scope="col" data-sort="text">Channel</th>
          <th scope="col" class="picture"><span class="unseen">Today and tomorrow on one scale</span>${axis}</th>
          <th scope="col" class="number" data-sort="number">Today</th>
          <th scope="col" class="number" data-sort="number">Tomorrow</th>
          <th scope="col" class="number" data-sort="number">Change</th>
          <th scope="col" data-sort="text">Why</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((line) => moveRow(line, scaleMaxMicros, figures))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">All ${figures.counted(lines.length, 'channel')}</th>
          <td class="picture"></td>
          <td class="number" data-label="Today">${figures.money(currentSum)}</td>
          <td class="number" data-label="Tomorrow">${figures.money(plan.budgetMicros)}</td>
          <td class="number" data-label="Change">${figures.moneyChange(change)}</td>
          <td class="why"></td>
        </tr>
      </tfoot>
    </table>
    ${rest.length > 0 && otherChannels(rest, figures)}
  </section>`;
}

function moveRow(line: ReportLine, scaleMaxMicros: number, figures: Figures): SafeHtml {
  const { currentMicros, proposedMicros, currentSource, channel, reason } = line.plan;
  const { changeMicros } = line;
  const direction = changeMicros > 0 ? 'up' : changeMicros < 0 ? 'down' : 'same';
  const share = currentMicros > 0 && changeMicros !== 0 ? figures.percentChange(changeMicros / currentMicros) : null;
  const note = SOURCE_NOTES[currentSource];
  return html`<tr class="line">
    <th scope="row">${channelLabel({ ...line, id: channel })}</th>
    <td class="picture">${dumbbellChart(currentMicros, proposedMicros, scaleMaxMicros)}</td>
    <td class="number" data-label="Today">${figures.money(currentMicros)}</td>
    <td class="number" data-label="Tomorrow">${figures.money(proposedMicros)}</td>
    <td class="number ${direction}" data-label="Change">
      ${changeMicros === 0 ? 'none' : figures.moneyChange(changeMicros)}${share !== null && html`<small>${share}</small>`}
    </td>
    <td class="why">${displayText(reason)}${note !== null && html`<small>${note}</small>`}</td>
  </tr> `;
}
