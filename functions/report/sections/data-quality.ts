import type { ScoreSheet } from '../../core/scored.ts';
import { displayName, displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';
import type { IngestSummary, RejectedRow } from '../../core/ingest-summary.ts';
import { staleSources } from '../stale-sources.ts';
import { completeness } from './completeness.ts';

/** The line of an entry that refuses a file whole. */
const WHOLE_FILE = 0;

/** What the numbers rest on: rows taken and not taken, files refused, silent sources, young days. */
export function dataQuality(sheet: ScoreSheet, quality: IngestSummary | null, figures: Figures): SafeHtml {
  return html`<section id="data">
    <h2>Data</h2>
    ${quality === null ? html`<p>This run took in no files; it rests on what the store held.</p>` : intake(quality, figures)}
    ${stale(sheet, figures)} ${completeness(sheet, figures)}
  </section>`;
}

function intake(quality: IngestSummary, figures: Figures): SafeHtml {
  const counts: readonly (readonly [string, number])[] = [
    ['Files', quality.files],
    ['Report rows', quality.rows],
    ['Events', quality.events],
    ['Accepted', quality.accepted],
    ['Rejected', quality.rejected],
    ['Duplicates', quality.duplicates],
    ['Days restated', quality.restatedDays],
    ['Files refused', quality.refusedFiles],
  ];
  const refused = quality.rejects.filter(({ line }) => line === WHOLE_FILE);
  const rows = quality.rejects.filter(({ line }) => line !== WHOLE_FILE);
  const unlisted = quality.rejected - rows.length;
  return html`<dl class="counts">
      ${counts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${figures.count(value)}</dd>
          </div>`,
      )}
    </dl>
    ${quality.restatedDays > 0 && html`<p class="note">A restated day was delivered before with other numbers; the newest delivery counts.</p>`}
    ${
      refused.length > 0 &&
      html`<h3>Files refused whole</h3>
        <ul class="refused">
          ${refused.map(
            ({ file, code, message }) =>
              html`<li>
                <bdi><strong>${displayName(file)}</strong></bdi
                >: ${displayText(message)} <small>${displayText(code)}</small>
              </li>`,
          )}
        </ul>`
    }
    ${
      rows.length > 0 &&
      html`<h3>Rows rejected</h3>
        ${rejectTable(rows)}${unlisted > 0 && html`<p class="note">${figures.count(unlisted)} more are kept in the store.</p>`}`
    }`;
}

function rejectTable(rejects: readonly RejectedRow[]): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rows rejected">
    <table class="stack" data-sortable>
      <thead>
        <tr>
          <th scope="col" data-sort="text">File</th>
          <th scope="col" class="number" data-sort="number">Line</th>
          <th scope="col" data-sort="text">Code</th>
          <th scope="col">What was wrong</th>
        </tr>
      </thead>
      <tbody>
        ${rejects.map(
          ({ file, line, code, message }) =>
            html`<tr>
              <th scope="row"><bdi>${displayName(file)}</bdi></th>
              <td class="number" data-label="Line">${line}</td>
              <td data-label="Code">${displayText(code)}</td>
              <td class="why">${displayText(message)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function stale(sheet: ScoreSheet, figures: Figures): SafeHtml {
  const sources = staleSources(sheet);
  if (sources.length === 0) return html`<p>Every source has spend up to ${figures.day(sheet.asOf)} or close to it.</p>`;
  return html`<h3>Silent sources</h3>
    <ul>
      ${sources.map(
        ({ source, lastDay, days }) =>
          html`<li>
            <strong><bdi>${displayName(source)}</bdi></strong
            >: no spend since ${figures.day(lastDay)}, ${days} days before the plan’s newest day. Is its export still
            running?
          </li>`,
      )}
    </ul>`;
}
