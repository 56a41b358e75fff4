import { responseChart } from '../../functions/report/charts/response-chart.ts';
import type { Plan, PlanLine } from '../../functions/core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../../functions/core/scored.ts';
import { displayName } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';
import { responsePicture } from '../../functions/report/response-picture.ts';
import { useAfterPaint } from './after-paint.ts';
import { ChannelHeading } from './channel-heading.tsx';
import { Markup } from './markup.tsx';

const DAYS_DRAWN = 90;

/** The response curves a person has opened; they follow the plan. */
export function Curves(props: {
  readonly plan: Plan;
  readonly sheet: ScoreSheet;
  readonly figures: Figures;
  readonly opened: ReadonlySet<string>;
  readonly onClose: (channel: string) => void;
}) {
  const { sheet, figures, opened, onClose } = props;
  const plan = useAfterPaint(props.plan);
  const scored = new Map(sheet.channels.map((channel) => [channel.channel, channel]));
  const lines = [...opened].flatMap((id) => plan.lines.find(({ channel }) => channel === id) ?? []);
  return (
    <section id="curves">
      <h2>Response curves</h2>
      <p class="note">
        Return a day against spend a day, with the 90% band and the days behind it.
        <span class="key">
          <i class="dot today" /> today
        </span>
        <span class="key">
          <i class="dot same" /> planned
        </span>
        {lines.length === 0 && ' Choose a channel below to see its curve.'}
      </p>
      <div class="cards">
        {lines.map((line) => (
          <CurveCard
            key={line.channel}
            line={line}
            scored={scored.get(line.channel) ?? null}
            figures={figures}
            onClose={() => onClose(line.channel)}
          />
        ))}
      </div>
    </section>
  );
}

function CurveCard(props: {
  readonly line: PlanLine;
  readonly scored: ScoredChannel | null;
  readonly figures: Figures;
  readonly onClose: () => void;
}) {
  const { line, scored, figures, onClose } = props;
  const { channel, currentMicros, proposedMicros, marginalRoas, expectedReturnMicros } = line;
  const name = scored?.name ?? channel;
  const change = proposedMicros - currentMicros;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const picture = responsePicture(
    { plan: line, scored, name, platform: scored?.platform ?? '', changeMicros: change, anchor: '' },
    DAYS_DRAWN,
  );
  const chart = responseChart(picture, figures, {
    title: `Response curve of ${displayName(name)}`,
    description: `Today ${figures.money(currentMicros)}, planned ${figures.money(proposedMicros)}; ${picture.days.length} days behind it.`,
  });
  return (
    <article class={`card ${direction}`}>
      <button type="button" class="close" aria-label={`Close the curve of ${displayName(name)}`} onClick={onClose}>
        ×
      </button>
      <h3>
        <ChannelHeading id={channel} name={name} />
      </h3>
      <p class="way">
        {figures.money(currentMicros)}
        {change === 0 ? ', unchanged' : ' → '}
        {change !== 0 && <strong class={direction}>{figures.money(proposedMicros)}</strong>}
      </p>
      <Markup class="plot" of={chart} />
      <p class="next">
        {marginalRoas === null
          ? 'No curve to say what the next unit would return.'
          : `Next ${figures.ratioBase} returns ${figures.ratio(marginalRoas)}; ${figures.returned(expectedReturnMicros)} expected.`}
      </p>
    </article>
  );
}
