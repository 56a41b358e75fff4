import { axisX, axisY, dot, gridX, ruleX, ruleY } from '@observablehq/plot';
import { displayName } from '../display-name.ts';
import type { SafeHtml } from '../html.ts';
import type { ChartText } from './chart-svg.ts';
import { plotSvg } from './plot-svg.ts';

/** A row of a chart of its own: a name, and what lies where on the scale all rows share. */
export interface ChartRow {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Marked with a dot; the start of a move, or the value of an interval. */
  readonly at: number;
}

const ROW_HEIGHT = 22;
const MARGINS = { marginLeft: 300, marginRight: 24, marginTop: 26, marginBottom: 10 } as const;

/**
 * Rows with their names, for a file of its own: moves with a dot at either end, or intervals with one at the value. Names
 * are text of somebody else's: one line, cut to length, and escaped by the document they are drawn in.
 */
export function rowChart(
  rows: readonly ChartRow[],
  options: {
    readonly kind: 'move' | 'interval';
    readonly domain: readonly [low: number, high: number];
    readonly tickFormat: (value: number) => string;
    /** A line all rows share; null for none. */
    readonly reference: number | null;
  },
  text: ChartText,
): SafeHtml {
  const { kind, domain, tickFormat, reference } = options;
  const within = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const places = rows.map(({ from, to, at }, index) => ({ index, from: within(from), to: within(to), at: within(at) }));
  const up = places.filter(({ from, to }) => to > from);
  const down = places.filter(({ from, to }) => to < from);
  const ways = [
    ['up', up],
    ['down', down],
  ] as const;
  const names = rows.map(({ name }) => displayName(name));
  return plotSvg(
    {
      width: 860,
      height: MARGINS.marginTop + MARGINS.marginBottom + ROW_HEIGHT * Math.max(1, rows.length),
      ...MARGINS,
      x: { domain: [...domain], axis: null },
      y: { type: 'point', domain: names.map((_, index) => index), padding: 0.5, axis: null },
      marks: [
        gridX({ ticks: 6, className: 'grid' }),
        axisX({ anchor: 'top', ticks: 6, tickSize: 0, tickFormat, label: null }),
        axisY({ tickSize: 0, tickFormat: (index: number) => names[index] ?? '', label: null }),
        ruleX(reference === null ? [] : [reference], { className: 'reference' }),
        ...(kind === 'interval'
          ? [
              ruleY(places, { y: 'index', x1: 'from', x2: 'to', className: 'interval' }),
              dot(places, { y: 'index', x: 'at', r: 4, className: 'value' }),
            ]
          : [
              ...ways.map(([way, moves]) =>
                ruleY(moves, { y: 'index', x1: 'from', x2: 'to', className: `way ${way}` }),
              ),
              dot(places, { y: 'index', x: 'at', r: 4, className: 'today' }),
              ...ways.map(([way, moves]) => dot(moves, { y: 'index', x: 'to', r: 4.5, className: `tomorrow ${way}` })),
            ]),
      ],
    },
    text,
  );
}
