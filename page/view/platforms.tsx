import { useMemo } from 'preact/hooks';
import { sumMicros } from '../../functions/core/money.ts';
import type { Plan } from '../../functions/core/plan.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { displayName } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';

/** Where the money goes, platform by platform; left out where there is but one. */
export function Platforms({ plan, sheet, figures }: { plan: Plan; sheet: ScoreSheet; figures: Figures }) {
  const platformOf = useMemo(
    () => new Map(sheet.channels.map(({ channel, platform }) => [channel, platform])),
    [sheet],
  );
  const byPlatform = Map.groupBy(plan.lines, ({ channel }) => platformOf.get(channel) ?? 'other');
  if (byPlatform.size < 2) return null;
  const rows = [...byPlatform].map(([platform, lines]) => {
    const today = Number(sumMicros(lines.map(({ currentMicros }) => currentMicros)));
    const planned = Number(sumMicros(lines.map(({ proposedMicros }) => proposedMicros)));
    const returned = lines.reduce((sum, { expectedReturnMicros }) => sum + expectedReturnMicros, 0);
    return { platform, channels: lines.length, today, planned, returned };
  });
  rows.sort((a, b) => b.today - a.today);
  return (
    <section>
      <h2>Platforms</h2>
      <div class="scroll" role="region" tabIndex={0} aria-label="Platforms">
        <table class="stack" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                Platform
              </th>
              <th scope="col" role="columnheader" class="number">
                Channels
              </th>
              <th scope="col" role="columnheader" class="number">
                Today
              </th>
              <th scope="col" role="columnheader" class="number">
                Planned
              </th>
              <th scope="col" role="columnheader" class="number">
                Change
              </th>
              <th scope="col" role="columnheader" class="number">
                Expected {figures.returnNoun}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map(({ platform, channels, today, planned, returned }) => (
              <tr key={platform} role="row">
                <th scope="row" role="rowheader">
                  <bdi>{displayName(platform)}</bdi>
                </th>
                <td role="cell" class="number" data-label="Channels">
                  {figures.count(channels)}
                </td>
                <td role="cell" class="number" data-label="Today">
                  {figures.money(today)}
                </td>
                <td role="cell" class="number" data-label="Planned">
                  {figures.money(planned)}
                </td>
                <td
                  role="cell"
                  class={`number ${planned > today ? 'up' : planned < today ? 'down' : 'same'}`}
                  data-label="Change"
                >
                  {planned === today ? 'none' : figures.moneyChange(planned - today)}
                </td>
                <td role="cell" class="number" data-label={`Expected ${figures.returnNoun}`}>
                  {figures.returned(returned)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
