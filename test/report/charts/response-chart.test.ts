import { areaY, axisX, axisY, dot, gridY, lineY, type Markish, type RenderFunction, ruleX } from '@observablehq/plot';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesDay } from '../../../functions/core/scored.ts';
import { plotSvg } from '../../../functions/report/charts/plot-svg.ts';
import {
  type CurveMark,
  responseChart,
  responseFrame,
  type ResponsePicture,
  SETTLED_FROM,
} from '../../../functions/report/charts/response-chart.ts';
import { figuresFor } from '../../../functions/report/figures.ts';
import type { BandPoint } from '../../../functions/report/response-band.ts';

const figures = figuresFor('USD', 'revenue');

/** The chart as Plot draws it. */
function plotted(picture: ResponsePicture): string {
  const { x, y, ...box } = responseFrame(picture);
  const { band, days, today, tomorrow, spendMaxMicros, returnMaxMicros } = picture;
  const at = {
    x: (day: SeriesDay) => Math.min(day.spendMicros, spendMaxMicros),
    y: (day: SeriesDay) => Math.min(Math.max(0, day.returnMicros), returnMaxMicros),
  };
  const within = (micros: number) => Math.min(micros, returnMaxMicros);
  const marks = [
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
    rule(today, 'today'),
    rule(tomorrow, 'tomorrow'),
    spot(today, 'today'),
    spot(tomorrow, 'tomorrow'),
  ];
  return plotSvg({ ...box, x: { domain: x, axis: null }, y: { domain: y, axis: null }, marks }, null).text;
}

function rule(mark: CurveMark | null, className: string): Markish {
  return ruleX(mark === null ? [] : [mark], { x: 'spendMicros', y1: 0, y2: 'returnMicros', className });
}

function spot(mark: CurveMark | null, className: string): Markish {
  return dot(mark === null ? [] : [mark], { x: 'spendMicros', y: 'returnMicros', r: 4.5, className });
}

function asOnePath(className: string): RenderFunction {
  return (index, _scales, { x = [], y = [] }, _dimensions, { document }) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const points = Array.from(index, (i) => `M${Math.round(Number(x[i]))},${Math.round(Number(y[i]))}h0`);
    path.setAttribute('class', className);
    path.setAttribute('d', points.join(''));
    return path;
  };
}

const micros = fc.integer({ min: 0, max: 5_000_000_000 });
const mark = fc.option(fc.record({ spendMicros: micros, returnMicros: micros }));
const pictures: fc.Arbitrary<ResponsePicture> = fc
  .record({
    points: fc.array(fc.record({ spendMicros: micros, sizes: fc.array(micros, { minLength: 3, maxLength: 3 }) }), {
      minLength: 2,
      maxLength: 19,
    }),
    hasCurve: fc.boolean(),
    days: fc.array(
      fc.record({
        day: fc.constant('2026-09-30'),
        spendMicros: micros,
        returnMicros: fc.integer({ min: -1_000_000, max: 5_000_000_000 }),
        conversionMicros: micros,
        completeness: fc.constantFrom(0.5, 0.95, 1),
      }),
      { maxLength: 20 },
    ),
    today: mark,
    tomorrow: mark,
    spendMaxMicros: fc.integer({ min: 1, max: 5_000_000_000 }),
    returnMaxMicros: fc.integer({ min: 1, max: 5_000_000_000 }),
  })
  .map(({ points, hasCurve, ...picture }) => ({
    ...picture,
    band: (hasCurve ? points : []).map(({ spendMicros, sizes }) => {
      const [lowMicros = 0, returnMicros = 0, highMicros = 0] = sizes.toSorted((a, b) => a - b);
      return { spendMicros, lowMicros, returnMicros, highMicros };
    }),
  }));

describe('responseChart', () => {
  test('draws what Plot draws, to the byte', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        expect(responseChart(picture, figures, null).text).toBe(plotted(picture));
      }),
      { numRuns: 200 },
    );
  });

  test('its name and what it shows are text, never markup', () => {
    const picture = { band: [], days: [], today: null, tomorrow: null, spendMaxMicros: 1, returnMaxMicros: 1 };
    const { text } = responseChart(picture, figures, { title: '<b>', description: '"&' });
    expect(text).toContain('aria-label="&lt;b&gt;"');
    expect(text).toContain('<desc>&quot;&amp;</desc>');
  });
});
