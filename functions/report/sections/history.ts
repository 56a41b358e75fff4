import { displayName } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { PastPlan } from '../past-plan.ts';

const STATUS = { optimal: 'proposed', held: 'held', infeasible: 'not possible' } as const;

/** Earlier plans, newest first: what each expected, and what came of those that were applied. */
export function history(plans: readonly PastPlan[], figures: Figures): SafeHtml | null {
  if (plans.length === 0) return null;
  return html`<section id="history">
    <h2>Earlier plans</h2>
    <p class="note">
      Since then: the mean return a day after a plan was applied, until the next was, less what its curves expected of
      the budgets before it. Demand and prices moved as well, so it checks the prediction and is no experiment.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Earlier plans">
      <table data-sortable>
        <thead>
          <tr>
            <th scope="col" data-sort="text">Data to</th>
            <th scope="col" data-sort="text">Run</th>
            <th scope="col" data-sort="text">Plan</th>
            <th scope="col" class="number" data-sort="number">Budget a day</th>
            <th scope="col" class="number" data-sort="number">Expected gain a day</th>
            <th scope="col" data-sort="text">Applied</th>
            <th scope="col" class="number" data-sort="number">Since then</th>
          </tr>
        </thead>
        <tbody>
          ${plans.map(
            ({ runId, asOf, status, budgetMicros, upliftMicros, applied, realisedMicros, realisedDays }) =>
              html`<tr>
                <td>${figures.day(asOf)}</td>
                <td><code>${runId}</code></td>
                <td>${STATUS[status]}</td>
                <td class="number">${figures.money(budgetMicros)}</td>
                <td class="number">${figures.returnedChange(upliftMicros)}</td>
                <td>
                  ${applied === null ? 'no' : html`${figures.time(applied.atMs)}<small>by <bdi>${displayName(applied.by)}</bdi></small>`}
                </td>
                <td class="number">
                  ${realisedMicros === null ? '–' : html`${figures.returnedChange(realisedMicros)}<small>${figures.counted(realisedDays, 'day')}</small>`}
                </td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
