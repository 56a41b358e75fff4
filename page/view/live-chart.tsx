import type { ComponentChildren } from 'preact';
import type { ChartFrame } from '../../functions/report/charts/chart-frame.ts';
import type { SafeHtml } from '../../functions/report/html.ts';
import { Markup } from './markup.tsx';

/** A chart that stays, with marks upon it that follow the slider: drawing a chart takes 10 ms, moving a mark none. */
export function LiveChart(props: {
  readonly drawn: SafeHtml;
  readonly frame: ChartFrame;
  /** What the picture shows, with the marks where they stand. */
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  const { drawn, frame, label, children } = props;
  return (
    <div class="live" role="img" aria-label={label}>
      <Markup class="drawn" of={drawn} />
      <svg class="chart marks" viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden="true">
        {children}
      </svg>
    </div>
  );
}
