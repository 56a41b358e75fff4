import { dot, ruleX, ruleY } from '@observablehq/plot';
import type { SafeHtml } from '../html.ts';
import { plotSvg } from './plot-svg.ts';

export const INTERVAL_WIDTH = 130;

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A value with its interval as the row's picture, on the column's scale; what lies beyond the scale runs to its edge.
 * `reference` is a line all rows share, such as what the next unit of the whole plan returns.
 */
export function intervalChart(
  interval: Interval,
  domain: readonly [number, number],
  reference: number | null,
): SafeHtml {
  const [start, end] = domain;
  const within = (value: number) => Math.min(end, Math.max(start, value));
  const isShown = reference !== null && reference >= start && reference <= end;
  return plotSvg(
    {
      width: INTERVAL_WIDTH,
      height: 18,
      marginLeft: 8,
      marginRight: 8,
      marginTop: 0,
      marginBottom: 0,
      x: { domain: [start, end], axis: null },
      y: { domain: [-1, 1], axis: null },
      marks: [
        ruleX(isShown ? [reference] : [], { className: 'reference' }),
        ruleY([0], { x1: within(interval.low), x2: within(interval.high), className: 'interval' }),
        dot([within(interval.value)], { x: (value: number) => value, y: 0, r: 3.5, className: 'value' }),
      ],
    },
    null,
  );
}
