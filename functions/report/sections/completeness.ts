import { addDays, dayRange } from '../../core/calendar.ts';
import type { ScoreSheet } from '../../core/scored.ts';
import { displayName } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';

const DAYS = 14;
/** From here on a share prints as 100 %. */
const FULL_FROM = 0.9995;
/** Lower edges of the shades, faintest first. */
const SHADES = [0, 0.5, 0.7, 0.85, 0.95, FULL_FROM] as const;

interface PlatformDays {
  readonly platform: string;
  /** Share of the day's conversions already reported, weighted by spend; null on a day without spend. */
  readonly shares: readonly (number | null)[];
}

/** How much of each recent day's conversions is in, by platform: recent days are no bad days, they are young. */
export function completeness(sheet: ScoreSheet, figures: Figures): SafeHtml {
  const days = dayRange(addDays(sheet.asOf, 1 - DAYS), sheet.asOf);
  const platforms = byPlatform(sheet, days);
  const isFull = platforms.every(({ shares }) => shares.every((share) => share === null || share >= FULL_FROM));
  if (platforms.length === 0 || isFull) {
    return html`<h3>Conversions of recent days</h3>
      <p>All conversions of the last ${DAYS} days count as reported.</p>`;
  }
  return html`<h3>Conversions of recent days already reported</h3>
    <p class="note">
      Conversions arrive days after the click. Scoring knows how many are still to come, so a young day is not taken for
      a bad one.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Share of conversions reported, by platform and day">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">Platform</th>
            ${days.map((day) => html`<th scope="col" class="number">${figures.day(day).replace(/, \d+$/, '')}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${platforms.map(
            ({ platform, shares }) =>
              html`<tr>
                <th scope="row">${displayName(platform)}</th>
                ${shares.map((share) => (share === null ? html`<td class="number">–</td>` : html`<td class="number shade${SHADES.findLastIndex((edge) => share >= edge)}">${figures.percent(Math.round(share * 100) / 100)}</td>`))}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
}

function byPlatform(sheet: ScoreSheet, days: readonly string[]): PlatformDays[] {
  const platforms = [...new Set(sheet.channels.map(({ platform }) => platform))].sort();
  return platforms.map((platform) => {
    const series = sheet.channels
      .filter((channel) => channel.platform === platform)
      .flatMap((channel) => channel.series);
    const shares = days.map((day) => {
      const spent = series.filter((entry) => entry.day === day && entry.spendMicros > 0);
      const weight = spent.reduce((sum, { spendMicros }) => sum + spendMicros, 0);
      return weight === 0
        ? null
        : spent.reduce((sum, entry) => sum + entry.completeness * entry.spendMicros, 0) / weight;
    });
    return { platform, shares };
  });
}
