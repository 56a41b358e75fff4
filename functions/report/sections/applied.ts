import { detailed } from '../detailed.ts';
import { displayName, displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type HtmlValue, type SafeHtml } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { channelLabel } from './channel-label.ts';
import type { ReportLine } from '../report-lines.ts';

/** Whether the plan's budgets are in force, in a sentence. */
export function appliedState({ record, changes }: ReportInput, figures: Figures): HtmlValue {
  const last = changes.at(-1);
  if (last === undefined) {
    const canApply =
      record.plan.status === 'optimal' && record.plan.lines.some((line) => line.currentMicros !== line.proposedMicros);
    return canApply
      ? html`<strong>Not applied.</strong> <code>marginal apply ${record.runId}</code> writes these budgets, decreases
          first; <code>marginal rollback ${record.runId}</code> takes them back.`
      : html`<strong>Nothing to apply.</strong>`;
  }
  const ofLast = changes.filter(({ action }) => action === last.action);
  const counted = [...new Set(ofLast.map(({ outcome }) => outcome))].map(
    (outcome) => `${ofLast.filter((change) => change.outcome === outcome).length} ${outcome}`,
  );
  const verb = last.action === 'rollback' ? 'Rolled back' : 'Applied';
  return html`<strong>${verb}</strong> ${figures.time(last.atMs)} by <bdi>${displayName(last.by)}</bdi>:
    ${counted.join(', ')}. <a href="#audit">Every change</a>`;
}

/** The audit log of this run. */
export function applied(input: ReportInput, lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const { changes } = input;
  const anchors = new Set(detailed(lines).shown.map(({ anchor }) => anchor));
  const byChannel = new Map(lines.map((line) => [line.plan.channel, line]));
  return html`<section id="audit">
    <h2>Applied</h2>
    <p>${appliedState(input, figures)}</p>
    ${
      changes.length > 0 &&
      html`<div class="scroll" tabindex="0" role="region" aria-label="Budget changes of this run">
        <table data-sortable>
          <thead>
            <tr>
              <th scope="col" data-sort="text">When</th>
              <th scope="col" data-sort="text">Who</th>
              <th scope="col" data-sort="text">Action</th>
              <th scope="col" data-sort="text">Channel</th>
              <th scope="col" class="number" data-sort="number">From</th>
              <th scope="col" class="number" data-sort="number">To</th>
              <th scope="col" data-sort="text">Destination</th>
              <th scope="col" data-sort="text">Outcome</th>
            </tr>
          </thead>
          <tbody>
            ${changes.map((change) => {
              const line = byChannel.get(change.channel);
              return html`<tr class="line">
                <td>${figures.time(change.atMs)}</td>
                <td><bdi>${displayName(change.by)}</bdi></td>
                <td>${change.action}</td>
                <td>
                  ${channelLabel({ name: line?.name ?? change.channel, platform: line?.platform ?? '', id: change.channel, anchor: line !== undefined && anchors.has(line.anchor) ? line.anchor : undefined })}
                </td>
                <td class="number">${figures.money(change.fromMicros)}</td>
                <td class="number">${figures.money(change.toMicros)}</td>
                <td><bdi>${displayName(change.destination)}</bdi></td>
                <td>${change.outcome}${change.reason !== '' && html`<small>${displayText(change.reason)}</small>`}</td>
              </tr> `;
            })}
          </tbody>
        </table>
      </div>`
    }
  </section>`;
}
