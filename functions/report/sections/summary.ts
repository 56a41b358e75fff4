import { displayName } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { LineGroup } from '../line-groups.ts';

/** Where the money goes, by platform and by group of the policy; left out where there is but one of them. */
export function summary(groups: readonly LineGroup[], figures: Figures): SafeHtml | null {
  if (groups.length < 2) return null;
  return html`<section id="summary">
    <h2>Platforms and groups</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Budgets by platform and group">
      <table class="stack" data-sortable>
        <thead>
          <tr>
            <th scope="col" data-sort="text">Platform or group</th>
            <th scope="col" class="number" data-sort="number">Channels</th>
            <th scope="col" class="number" data-sort="number">Today</th>
            <th scope="col" class="number" data-sort="number">Tomorrow</th>
            <th scope="col" class="number" data-sort="number">Change</th>
            <th scope="col" class="number" data-sort="number">Expected ${figures.returnNoun} a day</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map(({ kind, name, channels, currentMicros, proposedMicros, expectedReturnMicros }) => {
            const change = proposedMicros - currentMicros;
            const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
            return html`<tr>
              <th scope="row"><bdi>${displayName(name)}</bdi>${kind === 'group' && html`<small> group</small>`}</th>
              <td class="number" data-label="Channels">${figures.count(channels)}</td>
              <td class="number" data-label="Today">${figures.money(currentMicros)}</td>
              <td class="number" data-label="Tomorrow">${figures.money(proposedMicros)}</td>
              <td class="number ${direction}" data-label="Change">
                ${change === 0 ? 'none' : figures.moneyChange(change)}
              </td>
              <td class="number" data-label="Expected ${figures.returnNoun}">
                ${figures.returned(expectedReturnMicros)}
              </td>
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}
