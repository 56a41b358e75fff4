import { dot, ruleY } from '@observablehq/plot';
import type { SafeHtml } from '../html.ts';
import { plotSvg } from './plot-svg.ts';

export const DUMBBELL_WIDTH = 260;
const MARGINS = { marginLeft: 8, marginRight: 8 };

/** A line of a plan as the row's picture: today's budget, tomorrow's, and the way between them; shared scale in micros. */
export function dumbbellChart(fromMicros: number, toMicros: number, scaleMaxMicros: number): SafeHtml {
  const moved = fromMicros !== toMicros;
  const direction = toMicros > fromMicros ? 'up' : 'down';
  return plotSvg(
    {
      width: DUMBBELL_WIDTH,
      height: 22,
      ...MARGINS,
      marginTop: 0,
      marginBottom: 0,
      x: { domain: [0, scaleMaxMicros], axis: null },
      y: { domain: [-1, 1], axis: null },
      marks: [
        moved ? ruleY([0], { x1: fromMicros, x2: toMicros, className: `way ${direction}` }) : null,
        dot([fromMicros], { x: (micros: number) => micros, y: 0, r: 4, className: 'today' }),
        moved
          ? dot([toMicros], { x: (micros: number) => micros, y: 0, r: 4.5, className: `tomorrow ${direction}` })
          : null,
      ],
    },
    null,
  );
}
