import type { Plan } from '../../functions/core/plan.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { gainChart } from '../../functions/report/charts/gain-chart.ts';
import { displayText } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';
import { budgetChart, type BudgetPoint } from '../budget-chart.ts';
import { useAfterPaint } from './after-paint.ts';
import { Markup } from './markup.tsx';

/** What the open scenario comes to, and what any other total would. */
export function Headline(props: {
  readonly plan: Plan;
  readonly sheet: ScoreSheet;
  readonly figures: Figures;
  readonly solveMs: number;
  readonly points: readonly BudgetPoint[];
  readonly currentMicros: number;
}) {
  const { plan, sheet, figures, solveMs, points, currentMicros } = props;
  const { expected, certificate } = plan;
  const { currentReturnMicros, proposedReturnMicros, upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  const change = plan.budgetMicros - currentMicros;
  const today = { budgetMicros: currentMicros, returnMicros: currentReturnMicros };
  const infeasible = plan.status === 'infeasible';
  const drawn = useAfterPaint(plan);
  const chosen = { budgetMicros: drawn.budgetMicros, returnMicros: drawn.expected.proposedReturnMicros };
  return (
    <header class={`headline ${plan.status}`} data-budget-micros={plan.budgetMicros}>
      <p class="title" role="status">
        {infeasible ? 'No budgets fit these limits' : titleOf(plan, change, figures)}
      </p>
      {plan.status !== 'optimal' && <p class="lead">{displayText(plan.reason)}</p>}
      <div class="split">
        <div class="tiles">
          <section class="tile">
            <h2>Budget a day</h2>
            <p class="figure" id="total">
              {figures.money(plan.budgetMicros)}
            </p>
            <p>{change === 0 ? 'As today' : `${figures.moneyChange(change)} against today`}</p>
          </section>
          <section class="tile">
            <h2>Expected {figures.returnNoun} a day</h2>
            <p class="figure">{figures.returned(proposedReturnMicros)}</p>
            <p>
              {figures.ratio(plan.budgetMicros > 0 ? proposedReturnMicros / plan.budgetMicros : 0)} per{' '}
              {figures.ratioBase}; today {figures.returned(currentReturnMicros)}
            </p>
          </section>
          <section class="tile wide">
            <h2>Against today</h2>
            <p class="figure">{figures.returnedChange(upliftMicros)}</p>
            {upliftLowMicros !== upliftHighMicros && <Markup class="gain" of={gainChart(drawn.expected, figures)} />}
            <p>
              90% interval {figures.returnedChange(upliftLowMicros)} to {figures.returnedChange(upliftHighMicros)}.
              {change === 0
                ? ` Better than today with a chance of ${figures.chance(expected.probabilityBetter)}.`
                : ` Better than today’s split of this total with a chance of ${figures.chance(expected.probabilityBetter)}.`}
            </p>
          </section>
          <section class="tile wide">
            <h2>The next {figures.ratioBase}</h2>
            <p class="figure">
              {certificate.multiplier === null ? '–' : figures.ratio(certificate.multiplier)}{' '}
              <small>
                {certificate.multiplier === null
                  ? 'nothing can move'
                  : `${figures.returnNoun} where budgets are free to move`}
              </small>
            </p>
            <p>
              {certificate.boundMicros !== null &&
                `No plan within these limits returns more than ${figures.returned(certificate.boundMicros)}. `}
              <span class="solve" data-solve-ms={solveMs}>
                Solved in {Math.max(1, Math.round(solveMs))} ms.
              </span>
            </p>
          </section>
        </div>
        <figure class="tile frontier">
          <figcaption>
            <h2>Expected {figures.returnNoun} of each total budget, a day</h2>
            <span class="key">
              <i class="dot today" /> today
            </span>
            <span class="key">
              <i class="dot chosen" /> this plan
            </span>
          </figcaption>
          <Markup class="plot" of={budgetChart({ points, today, chosen }, figures)} />
        </figure>
      </div>
      {sheet.channels.length > 0 && plan.status === 'optimal' && <p class="meta">{displayText(plan.reason)}</p>}
    </header>
  );
}

function titleOf(plan: Plan, change: number, figures: Figures): string {
  if (plan.status === 'held') return 'Hold: budgets stay as they are';
  const { upliftMicros } = plan.expected;
  const gain = `${figures.returned(Math.abs(upliftMicros))} ${upliftMicros < 0 ? 'less' : 'more'} ${figures.returnNoun} a day`;
  if (change === 0) return `The same total, ${gain}`;
  return `${figures.money(Math.abs(change))} ${change < 0 ? 'less' : 'more'} a day: ${gain}`;
}
