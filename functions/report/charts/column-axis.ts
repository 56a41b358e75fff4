import { axisX } from '@observablehq/plot';
import type { SafeHtml } from '../html.ts';
import { plotSvg } from './plot-svg.ts';

/** The scale over a column of small charts; they share its width, margins and domain. */
export function columnAxis(options: {
  readonly width: number;
  readonly domain: readonly [number, number];
  readonly tickFormat: (value: number) => string;
}): SafeHtml {
  const { width, domain, tickFormat } = options;
  return plotSvg(
    {
      width,
      height: 18,
      marginLeft: 8,
      marginRight: 8,
      marginTop: 16,
      marginBottom: 2,
      x: { domain: [...domain], axis: null },
      marks: [axisX({ anchor: 'top', ticks: 4, tickSize: 3, tickPadding: 2, tickFormat })],
    },
    null,
  );
}
