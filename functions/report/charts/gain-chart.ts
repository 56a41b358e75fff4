import { axisX, dot, ruleX, ruleY } from '@observablehq/plot';
import type { PlanExpectation } from '../../core/plan.ts';
import type { Figures } from '../figures.ts';
import type { SafeHtml } from '../html.ts';
import { plotSvg } from './plot-svg.ts';

/** The expected gain a day with its 90% interval, against no gain at all. */
export function gainChart(expected: PlanExpectation, figures: Figures): SafeHtml {
  const { upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  return plotSvg(
    {
      width: 320,
      height: 52,
      marginLeft: 24,
      marginRight: 24,
      marginTop: 6,
      marginBottom: 22,
      x: { domain: [Math.min(0, upliftLowMicros), Math.max(0, upliftHighMicros)], nice: true, axis: null },
      y: { domain: [-1, 1], axis: null },
      marks: [
        axisX({ ticks: 4, tickSize: 0, tickFormat: figures.returnedShort }),
        ruleX([0], { className: 'zero' }),
        ruleY([0], { x1: upliftLowMicros, x2: upliftHighMicros, className: 'interval wide' }),
        dot([upliftMicros], { x: (micros: number) => micros, y: 0, r: 5, className: 'value' }),
      ],
    },
    {
      title: 'Expected gain a day',
      description: `${figures.returnedChange(upliftMicros)}, 90% interval ${figures.returnedChange(upliftLowMicros)} to ${figures.returnedChange(upliftHighMicros)}.`,
    },
  );
}
