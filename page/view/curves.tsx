import { useMemo, useRef } from 'preact/hooks';
import { meanCurve } from '../../functions/core/curve-posterior.ts';
import { returnAt } from '../../functions/core/curve.ts';
import type { Plan, PlanLine } from '../../functions/core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../../functions/core/scored.ts';
import { acrossFrame, downFrame } from '../../functions/report/charts/chart-frame.ts';
import { responseChart, responseFrame } from '../../functions/report/charts/response-chart.ts';
import { displayName } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';
import { responsePicture } from '../../functions/report/response-picture.ts';
import { ChannelHeading } from './channel-heading.tsx';
import { LiveChart } from './live-chart.tsx';

const DAYS_DRAWN = 90;

/** The response curves a person has opened; they follow the plan. */
export function Curves(props: {
  readonly plan: Plan;
  /** The plan when the slider last rested: pictures are framed for it. */
  readonly rested: Plan;
  readonly sheet: ScoreSheet;
  readonly figures: Figures;
  readonly opened: ReadonlySet<string>;
  readonly onClose: (channel: string) => void;
}) {
  const { plan, rested, sheet, figures, opened, onClose } = props;
  const scored = useMemo(() => new Map(sheet.channels.map((channel) => [channel.channel, channel])), [sheet]);
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
            restedMicros={rested.lines.find(({ channel }) => channel === line.channel)?.proposedMicros ?? 0}
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
  readonly restedMicros: number;
  readonly scored: ScoredChannel | null;
  readonly figures: Figures;
  readonly onClose: () => void;
}) {
  const { line, restedMicros, scored, figures, onClose } = props;
  const { channel, currentMicros, proposedMicros, marginalRoas, expectedReturnMicros } = line;
  const name = scored?.name ?? channel;
  const change = proposedMicros - currentMicros;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const framedMicros = useReach(proposedMicros, Math.max(currentMicros, restedMicros));
  const { frame, drawn, days } = useMemo(() => {
    const picture = responsePicture(channel, scored, [currentMicros, framedMicros], DAYS_DRAWN);
    const chart = responseChart({ ...picture, tomorrow: null }, figures, null);
    return { frame: responseFrame(picture), drawn: chart, days: picture.days.length };
  }, [channel, scored, currentMicros, framedMicros, figures]);
  const label = `Response curve of ${displayName(name)}: today ${figures.money(currentMicros)}, planned ${figures.money(proposedMicros)}; ${days} days behind it.`;
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
      <LiveChart drawn={drawn} frame={frame} label={label}>
        {change !== 0 && scored !== null && scored.posterior !== null && (
          <Tomorrow
            x={acrossFrame(frame, proposedMicros)}
            y={downFrame(frame, returnAt(meanCurve(scored.posterior), proposedMicros))}
            bottom={frame.height - frame.marginBottom}
          />
        )}
      </LiveChart>
      <p class="next">
        {marginalRoas === null
          ? 'No curve to say what the next unit would return.'
          : `Next ${figures.ratioBase} returns ${figures.ratio(marginalRoas)}; ${figures.returned(expectedReturnMicros)} expected.`}
      </p>
    </article>
  );
}

function Tomorrow({ x, y, bottom }: { readonly x: number; readonly y: number; readonly bottom: number }) {
  return (
    <g class="tomorrow">
      <line x1={x} x2={x} y1={bottom} y2={y} />
      <circle cx={x} cy={y} r={4.5} />
    </g>
  );
}

/** A picture has room for this much more than the budgets it is framed for. */
const ROOM = 1.25;

/** The budget to frame: the one at rest, and a larger one only once the slider has left the picture. */
function useReach(micros: number, restedMicros: number): number {
  const held = useRef({ restedMicros, reach: restedMicros });
  if (held.current.restedMicros !== restedMicros) held.current = { restedMicros, reach: restedMicros };
  if (micros > ROOM * held.current.reach) held.current.reach = micros;
  return held.current.reach;
}
