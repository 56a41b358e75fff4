import { displayName, displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, SafeHtml } from '../html.ts';
import type { ReportLine } from '../report-lines.ts';

/**
 * Channels beyond those with a row of their own, as data that the page's script makes rows of when somebody looks for
 * them: a hundred bytes each. Cells hold text, never markup; the last one sorts.
 */
export function otherChannels(lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const rows = lines.map(({ plan, name, changeMicros }) => [
    displayName(name),
    displayName(plan.channel),
    figures.money(plan.currentMicros),
    figures.money(plan.proposedMicros),
    changeMicros === 0 ? 'none' : figures.moneyChange(changeMicros),
    displayText(plan.reason),
  ]);
  const data = JSON.stringify(rows).replaceAll('<', String.raw`\u003c`);
  return html`<details class="others">
    <summary>${figures.count(lines.length)} more channels, which move less</summary>
    <p class="note" id="others-shown" role="status"></p>
    <table>
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col" class="number">Today</th>
          <th scope="col" class="number">Tomorrow</th>
          <th scope="col" class="number">Change</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody id="others"></tbody>
    </table>
    ${new SafeHtml(`<script type="application/json" id="others-data">${data}</script>`)}
  </details>`;
}
