import { scaleLinear } from 'd3-scale';
import type { SeriesDay } from '../../core/scored.ts';
import type { Figures } from '../figures.ts';
import { escapeHtml, SafeHtml } from '../html.ts';
import type { BandPoint } from '../response-band.ts';
import type { ChartFrame } from './chart-frame.ts';
import { type ChartText, chartSvg, oneDecimal } from './chart-svg.ts';

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

/**
 * One channel: the days behind its curve, the mean with its 90% band, today's budget and tomorrow's. The scales and ticks that
 * Plot draws with, and to the byte what Plot draws of them: these are most of a report's pictures, and take a tenth of
 * Plot's 2 ms.
 */
export function responseChart(picture: ResponsePicture, figures: Figures, text: ChartText | null): SafeHtml {
  const frame = responseFrame(picture);
  const { band, days, today, tomorrow, spendMaxMicros, returnMaxMicros } = picture;
  const [left, right] = [frame.marginLeft, frame.width - frame.marginRight];
  const [bottom, top] = [frame.height - frame.marginBottom, frame.marginTop];
  const x = scaleLinear([0, spendMaxMicros], [left, right]);
  const y = scaleLinear([0, returnMaxMicros], [bottom, top]);
  const within = (micros: number) => Math.min(micros, returnMaxMicros);
  const placed = days.map((day) => ({
    isSettled: day.completeness >= SETTLED_FROM,
    x: x(Math.min(day.spendMicros, spendMaxMicros)),
    y: y(within(Math.max(0, day.returnMicros))),
  }));
  const settled = placed.filter(({ isSettled }) => isSettled);
  const open = placed.filter(({ isSettled }) => !isSettled);
  const along = (of: (point: BandPoint) => number) =>
    band.map((point) => `${onPath(x(point.spendMicros))},${onPath(y(within(of(point))))}`);
  const high = along(({ highMicros }) => highMicros);
  const low = along(({ lowMicros }) => lowMicros).reverse();
  const mean = along(({ returnMicros }) => returnMicros);
  const budgets = [...markNamed(today, 'today'), ...markNamed(tomorrow, 'tomorrow')];
  const spends = x.ticks(TICKS);
  const returns = y.ticks(TICKS);
  const marks = [
    group(
      'class="grid"',
      returns.map((tick) => line([left, right], [y(tick), y(tick)])),
    ),
    group(
      'transform="translate(0,9)"',
      spends.map((tick) => label('0.7em', [x(tick), bottom], figures.moneyShort(tick))),
    ),
    group(
      'text-anchor="end" transform="translate(-9,0)"',
      returns.map((tick) => label('0.3em', [left, y(tick)], figures.returnedShort(tick))),
    ),
    settled.length === 0 ? '' : `<path class="day" d="${settled.map(asPoint).join('')}"/>`,
    group(
      'class="day open"',
      open.map((day) => circle(day, 2)),
    ),
    band.length === 0 ? '' : group('class="band"', [`<path d="M${[...high, ...low].join('L')}Z"/>`]),
    band.length === 0 ? '' : group('class="curve"', [`<path d="M${mean.join('L')}"/>`]),
    ...budgets.map(([mark, name]) =>
      group(`class="${name}"`, [line([x(mark.spendMicros), x(mark.spendMicros)], [bottom, y(mark.returnMicros)])]),
    ),
    ...budgets.map(([mark, name]) =>
      group(`class="${name}"`, [circle({ x: x(mark.spendMicros), y: y(mark.returnMicros) }, 4.5)]),
    ),
  ];
  return chartSvg(new SafeHtml(marks.join('')), frame, text);
}

const TICKS = 3;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Paths round to three decimals first, as d3 does. */
function onPath(coordinate: number): number {
  return oneDecimal(Math.round(coordinate * 1000) / 1000);
}

/** Dots are one path of points with round caps, to the pixel: 10 bytes a day instead of 45. */
function asPoint({ x, y }: Place): string {
  return `M${Math.round(x)},${Math.round(y)}h0`;
}

function markNamed(mark: CurveMark | null, name: string): [CurveMark, string][] {
  return mark === null ? [] : [[mark, name]];
}

/** Nothing, where there is nothing in it. */
function group(attributes: string, children: readonly string[]): string {
  return children.length === 0 ? '' : `<g ${attributes}>${children.join('')}</g>`;
}

function line([x1, x2]: readonly [number, number], [y1, y2]: readonly [number, number]): string {
  return `<line x1="${oneDecimal(x1)}" x2="${oneDecimal(x2)}" y1="${oneDecimal(y1)}" y2="${oneDecimal(y2)}"/>`;
}

function label(lineHeight: string, [x, y]: readonly [number, number], text: string): string {
  return `<text y="${lineHeight}" transform="translate(${oneDecimal(x)},${oneDecimal(y)})">${escapeHtml(text)}</text>`;
}

function circle({ x, y }: Place, r: number): string {
  return `<circle cx="${oneDecimal(x)}" cy="${oneDecimal(y)}" r="${r}"/>`;
}
