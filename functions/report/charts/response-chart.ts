import { areaY, axisX, axisY, dot, gridY, lineY, type Markish, type RenderFunction, ruleX } from '@observablehq/plot';
import type { SeriesDay } from '../../core/scored.ts';
import type { Figures } from '../figures.ts';
import type { SafeHtml } from '../html.ts';
import type { BandPoint } from '../response-band.ts';
import type { ChartFrame } from './chart-frame.ts';
import { type ChartText, plotSvg } from './plot-svg.ts';

/** Below this share of its conversions a day is drawn open: it will still rise. */
export const SETTLED_FROM = 0.95;

/** A budget with the mean return the curve expects there. */
export interface CurveMark {
  readonly spendMicros: number;
  readonly returnMicros: number;
}

export interface ResponsePicture {
  /** Ascending by spend; empty where the channel has no curve. */
  readonly band: readonly BandPoint[];
  readonly days: readonly SeriesDay[];
  readonly today: CurveMark | null;
  /** Null where the budget stays. */
  readonly tomorrow: CurveMark | null;
  /** The frame in micros; days beyond it are drawn at its edge. */
  readonly spendMaxMicros: number;
  readonly returnMaxMicros: number;
}

/** The frame a picture is drawn in. */
export function responseFrame({ spendMaxMicros, returnMaxMicros }: ResponsePicture): ChartFrame {
  return {
    width: 340,
    height: 190,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 24,
    x: [0, spendMaxMicros],
    y: [0, returnMaxMicros],
  };
}

/** One channel: the days behind its curve, the mean with its 90% band, today's budget and tomorrow's. */
export function responseChart(picture: ResponsePicture, figures: Figures, text: ChartText | null): SafeHtml {
  const { x, y, ...box } = responseFrame(picture);
  const { band, days, today, tomorrow, spendMaxMicros, returnMaxMicros } = picture;
  const at = {
    x: (day: SeriesDay) => Math.min(day.spendMicros, spendMaxMicros),
    y: (day: SeriesDay) => Math.min(Math.max(0, day.returnMicros), returnMaxMicros),
  };
  const within = (micros: number) => Math.min(micros, returnMaxMicros);
  return plotSvg(
    {
      ...box,
      x: { domain: x, axis: null },
      y: { domain: y, axis: null },
      marks: [
        gridY({ ticks: 3, className: 'grid' }),
        axisX({ ticks: 3, tickSize: 0, tickFormat: figures.moneyShort, label: null }),
        axisY({ ticks: 3, tickSize: 0, tickFormat: figures.returnedShort, label: null }),
        dot(
          days.filter(({ completeness }) => completeness >= SETTLED_FROM),
          { ...at, className: 'day', render: asOnePath('day') },
        ),
        dot(
          days.filter(({ completeness }) => completeness < SETTLED_FROM),
          { ...at, r: 2, className: 'day open' },
        ),
        areaY(band, {
          x: 'spendMicros',
          y1: (point: BandPoint) => within(point.lowMicros),
          y2: (point: BandPoint) => within(point.highMicros),
          className: 'band',
        }),
        lineY(band, { x: 'spendMicros', y: (point: BandPoint) => within(point.returnMicros), className: 'curve' }),
        budgetRule(today, 'today'),
        budgetRule(tomorrow, 'tomorrow'),
        budgetDot(today, 'today'),
        budgetDot(tomorrow, 'tomorrow'),
      ],
    },
    text,
  );
}

function budgetRule(mark: CurveMark | null, className: string): Markish {
  return ruleX(mark === null ? [] : [mark], { x: 'spendMicros', y1: 0, y2: 'returnMicros', className });
}

function budgetDot(mark: CurveMark | null, className: string): Markish {
  return dot(mark === null ? [] : [mark], { x: 'spendMicros', y: 'returnMicros', r: 4.5, className });
}

/** All dots as one path of points with round caps, to the pixel: 10 bytes a day instead of 45. */
function asOnePath(className: string): RenderFunction {
  return (index, _scales, values, _dimensions, { document }) => {
    const { x = [], y = [] } = values;
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('class', className);
    path.setAttribute(
      'd',
      Array.from(index, (i) => `M${Math.round(Number(x[i]))},${Math.round(Number(y[i]))}h0`).join(''),
    );
    return path;
  };
}
