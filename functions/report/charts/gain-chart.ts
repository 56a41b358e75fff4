import { axisX, dot, type Markish, ruleX, ruleY } from '@observablehq/plot';
import type { PlanExpectation } from '../../core/plan.ts';
import type { Figures } from '../figures.ts';
import type { SafeHtml } from '../html.ts';
import type { ChartFrame } from './chart-frame.ts';
import type { ChartText } from './chart-svg.ts';
import { plotSvg } from './plot-svg.ts';

type Gain = Pick<PlanExpectation, 'upliftMicros' | 'upliftLowMicros' | 'upliftHighMicros'>;

/** The frame that holds no gain at all and all of the interval. */
export function gainFrame({ upliftLowMicros, upliftHighMicros }: Gain): ChartFrame {
  return {
    width: 320,
    height: 52,
    marginLeft: 24,
    marginRight: 24,
    marginTop: 6,
    marginBottom: 22,
    x: [Math.min(0, upliftLowMicros), Math.max(0, upliftHighMicros)],
    y: [-1, 1],
  };
}

/** The expected gain a day with its 90% interval, against no gain at all. */
export function gainChart(expected: Gain, figures: Figures): SafeHtml {
  const { upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  const marks = [
    ruleY([0], { x1: upliftLowMicros, x2: upliftHighMicros, className: 'interval wide' }),
    dot([upliftMicros], { x: (micros: number) => micros, y: 0, r: 5, className: 'value' }),
  ];
  return drawn(gainFrame(expected), { nice: true, marks }, figures, {
    title: 'Expected gain a day',
    description: `${figures.returnedChange(upliftMicros)}, 90% interval ${figures.returnedChange(upliftLowMicros)} to ${figures.returnedChange(upliftHighMicros)}.`,
  });
}

/** The axis alone, for a gain that is placed upon it. */
export function gainAxis(frame: ChartFrame, figures: Figures): SafeHtml {
  return drawn(frame, { nice: false, marks: [] }, figures, null);
}

function drawn(
  { x, y, ...box }: ChartFrame,
  { nice, marks }: { nice: boolean; marks: readonly Markish[] },
  figures: Figures,
  text: ChartText | null,
): SafeHtml {
  return plotSvg(
    {
      ...box,
      x: { domain: x, nice, axis: null },
      y: { domain: y, axis: null },
      marks: [
        axisX({ ticks: 4, tickSize: 0, tickFormat: figures.returnedShort }),
        ruleX([0], { className: 'zero' }),
        ...marks,
      ],
    },
    text,
  );
}
