import { useMemo, useRef, useState } from 'preact/hooks';
import type { Plan, PlanLine } from '../../functions/core/plan.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { displayName, displayText } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';
import type { ChannelLimits } from '../scenario.ts';
import { ChannelHeading } from './channel-heading.tsx';
import { MoveBar } from './move-bar.tsx';
import { useSeen } from './use-seen.ts';
import { useTyped } from './use-typed.ts';

interface ChannelsProps {
  readonly plan: Plan;
  /**
   * The plan when the slider last rested. It decides which rows come first, or they would jump, and stands in the rows
   * that nobody sees.
   */
  readonly rested: Plan;
  readonly sheet: ScoreSheet;
  readonly figures: Figures;
  readonly limits: Readonly<Record<string, ChannelLimits>>;
  readonly opened: ReadonlySet<string>;
  /** Where the channels are kept whose rows can be seen. */
  readonly rowsSeen: { current: ReadonlySet<string> };
  readonly onToggle: (channel: string) => void;
  readonly onLimits: (limits: Readonly<Record<string, ChannelLimits>>) => void;
}

/** Rows drawn at first, and with each "more": a thousand rows cannot follow a slider. */
const ROWS = 25;

const ORDERS: Readonly<Record<string, (a: PlanLine, b: PlanLine) => number>> = {
  'most money moved': (a, b) => movedBy(b) - movedBy(a),
  'largest budget': (a, b) => b.currentMicros - a.currentMicros,
  'highest return of the next unit': (a, b) => (b.marginalRoas ?? -1) - (a.marginalRoas ?? -1),
};

/** What a row can ask for. */
interface RowActs {
  readonly toggle: (channel: string) => void;
  readonly limit: (channel: string, changes: ChannelLimits) => void;
}

const NO_LIMITS: ChannelLimits = {};

/** Every channel: its budget as planned, why, and the limits a person may give it. */
export function Channels(props: ChannelsProps) {
  const { plan, rested, sheet, figures, limits, opened, rowsSeen, onToggle, onLimits } = props;
  const [wanted, setWanted] = useState('');
  const [by, setBy] = useState('most money moved');
  const [rows, setRows] = useState(ROWS);
  const names = useMemo(() => new Map(sheet.channels.map(({ channel, name }) => [channel, name])), [sheet]);
  const listed = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    const compare = ORDERS[by] ?? (() => 0);
    return rested.lines
      .filter(({ channel }) => `${names.get(channel) ?? ''} ${channel}`.toLowerCase().includes(text))
      .sort((a, b) => compare(a, b) || b.currentMicros - a.currentMicros || (a.channel < b.channel ? -1 : 1))
      .map(({ channel }) => channel);
  }, [rested, wanted, by, names]);
  const lines = useMemo(() => linesOf(plan), [plan]);
  const restedLines = useMemo(() => linesOf(rested), [rested]);
  const scaleMicros = useMemo(() => largestOf(rested), [rested]);
  const { seen, watch } = useSeen();
  rowsSeen.current = seen;
  // Rows that do not change are not drawn again, so what they call must not change with every plan either.
  const acts = useRef<RowActs | null>(null);
  acts.current = {
    toggle: onToggle,
    limit: (channel, changes) => onLimits(withLimits(limits, channel, { ...limits[channel], ...changes })),
  };
  return (
    <section id="channels">
      <h2>Channels</h2>
      <div class="find" role="search">
        <label>
          Find <input type="search" value={wanted} onInput={({ currentTarget }) => setWanted(currentTarget.value)} />
        </label>
        <label>
          Order{' '}
          <select value={by} onChange={({ currentTarget }) => setBy(currentTarget.value)}>
            {Object.keys(ORDERS).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <span class="meta">{figures.counted(listed.length, 'channel')}</span>
      </div>
      <table class="moves stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              Channel
            </th>
            <th scope="col" role="columnheader" class="picture">
              Today <i class="dot today" /> and planned
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
            <th scope="col" role="columnheader" class="why">
              Why
            </th>
            <th scope="col" role="columnheader" class="given">
              Limits a day
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {listed.slice(0, rows).map((channel) => {
            const line = (seen.has(channel) ? lines : restedLines).get(channel);
            return (
              line !== undefined && (
                <ChannelRow
                  key={channel}
                  line={line}
                  name={names.get(channel) ?? channel}
                  scaleMicros={scaleMicros}
                  figures={figures}
                  limits={limits[channel] ?? NO_LIMITS}
                  isOpen={opened.has(channel)}
                  acts={acts}
                  watch={watch}
                />
              )
            );
          })}
        </tbody>
      </table>
      {listed.length > rows && (
        <button type="button" class="more" onClick={() => setRows(rows + 5 * ROWS)}>
          Show {figures.count(Math.min(5 * ROWS, listed.length - rows))} more of {figures.count(listed.length)}
        </button>
      )}
    </section>
  );
}

function ChannelRow(props: {
  readonly line: PlanLine;
  readonly name: string;
  readonly scaleMicros: number;
  readonly figures: Figures;
  readonly limits: ChannelLimits;
  readonly isOpen: boolean;
  readonly acts: { readonly current: RowActs | null };
  readonly watch: (channel: string) => (row: Element | null) => void;
}) {
  const { line, name, scaleMicros, figures, limits, isOpen, acts, watch } = props;
  const { channel, currentMicros, proposedMicros, binding, reason } = line;
  // The same element again is passed over whole: of a thousand lines under a slider few rows differ.
  return useMemo(() => {
    const change = proposedMicros - currentMicros;
    const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
    const shown = displayName(name);
    const locked = limits.lock ?? binding === 'lock';
    const limit = (changes: ChannelLimits) => acts.current?.limit(channel, changes);
    return (
      <tr class="line" role="row" data-channel={channel} ref={watch(channel)}>
        <th scope="row" role="rowheader">
          <button
            type="button"
            class="open"
            aria-pressed={isOpen}
            onClick={() => acts.current?.toggle(channel)}
            title="Show its response curve"
          >
            <ChannelHeading id={channel} name={name} />
          </button>
        </th>
        <td role="cell" class="picture">
          <MoveBar fromMicros={currentMicros} toMicros={proposedMicros} scaleMicros={scaleMicros} />
        </td>
        <td role="cell" class="number" data-label="Today">
          {figures.money(currentMicros)}
        </td>
        <td role="cell" class="number planned" data-label="Planned" data-micros={proposedMicros}>
          {figures.money(proposedMicros)}
        </td>
        <td role="cell" class={`number ${direction}`} data-label="Change">
          {change === 0 ? 'none' : figures.moneyChange(change)}
          {change !== 0 && currentMicros > 0 && <small>{figures.percentChange(change / currentMicros)}</small>}
        </td>
        <td role="cell" class="why">
          {displayText(reason)}
        </td>
        <td role="cell" class="given">
          <LimitInput label="min" of={shown} value={limits.min} onText={(min) => limit(optional('min', min))} />
          <LimitInput label="max" of={shown} value={limits.max} onText={(max) => limit(optional('max', max))} />
          <label class="lock">
            <input
              type="checkbox"
              checked={locked}
              aria-label={`Lock ${shown}`}
              onChange={({ currentTarget }) => limit({ lock: currentTarget.checked })}
            />{' '}
            lock
          </label>
        </td>
      </tr>
    );
  }, [channel, name, currentMicros, proposedMicros, binding, reason, scaleMicros, figures, limits, isOpen]);
}

function LimitInput(props: {
  readonly label: string;
  readonly of: string;
  readonly value: string | undefined;
  readonly onText: (text: string) => void;
}) {
  const { label, of, value, onText } = props;
  const typed = useTyped(value ?? '', (text) => onText(text.replaceAll(/[,\s]/g, '')));
  return <input inputMode="decimal" size={5} placeholder={label} aria-label={`${label} of ${of}`} {...typed} />;
}

/** Empty text takes the limit away, which `withLimits` sees to. */
function optional(key: 'min' | 'max', text: string): ChannelLimits {
  return { [key]: text };
}

function withLimits(
  limits: Readonly<Record<string, ChannelLimits>>,
  channel: string,
  given: ChannelLimits,
): Readonly<Record<string, ChannelLimits>> {
  const left = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const { [channel]: _, ...rest } = limits;
  return Object.keys(left).length === 0 ? rest : { ...rest, [channel]: left };
}

function linesOf({ lines }: Plan): ReadonlyMap<string, PlanLine> {
  return new Map(lines.map((line) => [line.channel, line]));
}

function movedBy({ currentMicros, proposedMicros }: PlanLine): number {
  return Math.abs(proposedMicros - currentMicros);
}

function largestOf({ lines }: Plan): number {
  return lines.reduce((most, { currentMicros, proposedMicros }) => Math.max(most, currentMicros, proposedMicros), 1);
}
