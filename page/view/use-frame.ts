import { useRef } from 'preact/hooks';
import type { ChartFrame } from '../../functions/report/charts/chart-frame.ts';

/** A value across and one down, which a frame has to hold. */
export type Place = readonly [x: number, y: number];

/**
 * The frame of a chart whose marks move: as long as `basis` is the same it stays, and grows only where a mark would leave
 * it, with room for the next, so that a chart is drawn a few times under a slider and not once a move.
 */
export function useFrame(basis: unknown, frame: () => ChartFrame, places: readonly Place[]): ChartFrame {
  const held = useRef<{ readonly basis: unknown; readonly frame: ChartFrame } | null>(null);
  const known = held.current !== null && held.current.basis === basis ? held.current.frame : frame();
  const wide = {
    ...known,
    x: wideEnough(
      known.x,
      places.map(([x]) => x),
    ),
    y: wideEnough(
      known.y,
      places.map(([, y]) => y),
    ),
  };
  const isWider = wide.x !== known.x || wide.y !== known.y;
  held.current = { basis, frame: isWider ? wide : known };
  return held.current.frame;
}

const ROOM = 0.2;

function wideEnough(span: ChartFrame['x'], values: readonly number[]): ChartFrame['x'] {
  const [low, high] = span;
  const [least, most] = [Math.min(low, ...values), Math.max(high, ...values)];
  if (least === low && most === high) return span;
  const room = ROOM * (most - least);
  return [least < low ? least - room : low, most > high ? most + room : high];
}
