import { axisX, axisY, dot, gridY, lineY } from '@observablehq/plot';
import type { ChartFrame } from '../functions/report/charts/chart-frame.ts';
import { plotSvg } from '../functions/report/charts/plot-svg.ts';
import type { Figures } from '../functions/report/figures.ts';
import type { SafeHtml } from '../functions/report/html.ts';

/** A total and what the best plan for it is expected to return, a day. */
export interface BudgetPoint {
  readonly budgetMicros: number;
  readonly returnMicros: number;
}

/** What each total budget would return at best, with today's budgets. */
export interface BudgetCurve {
  readonly points: readonly BudgetPoint[];
  readonly today: BudgetPoint;
}

/** Room above and below, as a share of what is between; the plan under a moving slider stays inside. */
const ROOM = 0.08;

/** The frame that holds the curve and whatever else is to be seen on it. */
export function budgetFrame({ points, today }: BudgetCurve, others: readonly BudgetPoint[]): ChartFrame {
  const all = [...points, today, ...others];
  const returns = all.map(({ returnMicros }) => returnMicros);
  const budgets = all.map(({ budgetMicros }) => budgetMicros);
  const [least, most] = [Math.min(...returns), Math.max(...returns)];
  const room = Math.max(1, most - least) * ROOM;
  return {
    width: 520,
    height: 340,
    marginLeft: 52,
    marginRight: 18,
    marginTop: 12,
    marginBottom: 26,
    x: [Math.min(...budgets), Math.max(Math.min(...budgets) + 1, ...budgets)],
    y: [least - room, most + room],
  };
}

/** The curve in its frame; what the plan comes to is placed upon it. */
export function budgetChart({ points, today }: BudgetCurve, frame: ChartFrame, figures: Figures): SafeHtml {
  const { x, y, ...box } = frame;
  const at = { x: 'budgetMicros', y: 'returnMicros' };
  return plotSvg(
    {
      ...box,
      x: { domain: x, axis: null },
      y: { domain: y, axis: null },
      marks: [
        gridY({ ticks: 4, className: 'grid' }),
        axisX({ ticks: 5, tickSize: 0, tickFormat: figures.moneyShort, label: null }),
        axisY({ ticks: 4, tickSize: 0, tickFormat: figures.returnedShort, label: null }),
        lineY(points, { ...at, curve: 'monotone-x', className: 'curve' }),
        dot([today], { ...at, r: 5, className: 'today' }),
      ],
    },
    null,
  );
}
