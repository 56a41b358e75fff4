import { axisX, axisY, dot, gridY, lineY, ruleX } from '@observablehq/plot';
import { plotSvg } from '../functions/report/charts/plot-svg.ts';
import type { Figures } from '../functions/report/figures.ts';
import type { SafeHtml } from '../functions/report/html.ts';

/** A total and what the best plan for it is expected to return, a day. */
export interface BudgetPoint {
  readonly budgetMicros: number;
  readonly returnMicros: number;
}

/** What each total budget would return at best, with today's budgets and the plan that is asked about. */
export function budgetChart(
  { points, today, chosen }: { points: readonly BudgetPoint[]; today: BudgetPoint; chosen: BudgetPoint },
  figures: Figures,
): SafeHtml {
  const all = [...points, today, chosen];
  const returns = all.map(({ returnMicros }) => returnMicros);
  const budgets = all.map(({ budgetMicros }) => budgetMicros);
  const [least, most] = [Math.min(...returns), Math.max(...returns)];
  const room = Math.max(1, most - least) * 0.08;
  const at = { x: 'budgetMicros', y: 'returnMicros' };
  return plotSvg(
    {
      width: 520,
      height: 340,
      marginLeft: 52,
      marginRight: 18,
      marginTop: 12,
      marginBottom: 26,
      x: { domain: [Math.min(...budgets), Math.max(Math.min(...budgets) + 1, ...budgets)], axis: null },
      y: { domain: [least - room, most + room], axis: null },
      marks: [
        gridY({ ticks: 4, className: 'grid' }),
        axisX({ ticks: 5, tickSize: 0, tickFormat: figures.moneyShort, label: null }),
        axisY({ ticks: 4, tickSize: 0, tickFormat: figures.returnedShort, label: null }),
        lineY(points, { ...at, curve: 'monotone-x', className: 'curve' }),
        ruleX([chosen], { x: 'budgetMicros', y1: least - room, y2: 'returnMicros', className: 'tomorrow' }),
        dot([today], { ...at, r: 5, className: 'today' }),
        dot([chosen], { ...at, r: 6, className: 'tomorrow' }),
      ],
    },
    {
      title: 'Expected return of each total budget',
      description: `Today ${figures.money(today.budgetMicros)} returns ${figures.returned(today.returnMicros)}; this plan of ${figures.money(chosen.budgetMicros)} returns ${figures.returned(chosen.returnMicros)}.`,
    },
  );
}
