import { useMemo } from 'preact/hooks';
import type { Plan, PlanExpectation } from '../../functions/core/plan.ts';
import { acrossFrame, downFrame } from '../../functions/report/charts/chart-frame.ts';
import { gainAxis, gainFrame } from '../../functions/report/charts/gain-chart.ts';
import { displayText } from '../../functions/report/display-name.ts';
import type { Figures } from '../../functions/report/figures.ts';
import { budgetChart, budgetFrame, type BudgetPoint } from '../budget-chart.ts';
import { LiveChart } from './live-chart.tsx';
import { useFrame } from './use-frame.ts';

/** What the open scenario comes to, and what any other total would. */
export function Headline(props: {
  readonly plan: Plan;
  /** The plan when the slider last rested: charts keep its frame while the marks on them move. */
  readonly rested: Plan;
  readonly figures: Figures;
  readonly solveMs: number;
  /** Interval and probability are only about right yet. */
  readonly isRough: boolean;
  readonly points: readonly BudgetPoint[];
  readonly currentMicros: number;
}) {
  const { plan, rested, figures, solveMs, isRough, points, currentMicros } = props;
  const { expected, certificate } = plan;
  const { currentReturnMicros, proposedReturnMicros, upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  const change = plan.budgetMicros - currentMicros;
  const about = isRough ? 'about ' : '';
  const infeasible = plan.status === 'infeasible';
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
            {upliftLowMicros !== upliftHighMicros && (
              <Gain expected={expected} rested={rested.expected} figures={figures} />
            )}
            <p>
              90% interval {about}
              {figures.returnedChange(upliftLowMicros)} to {figures.returnedChange(upliftHighMicros)}.
              {change === 0
                ? ` Better than today with a chance of ${about}${figures.chance(expected.probabilityBetter)}.`
                : ` Better than today’s split of this total with a chance of ${about}${figures.chance(expected.probabilityBetter)}.`}
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
          <Frontier plan={plan} rested={rested} points={points} currentMicros={currentMicros} figures={figures} />
        </figure>
      </div>
      {plan.lines.length > 0 && plan.status === 'optimal' && (
        <p class="meta">
          {isRough ? 'Interval and chance are being worked out to the end.' : displayText(plan.reason)}
        </p>
      )}
    </header>
  );
}

/** The gain with its interval, on an axis that stays while the slider moves. */
function Gain(props: {
  readonly expected: PlanExpectation;
  readonly rested: PlanExpectation;
  readonly figures: Figures;
}) {
  const { expected, rested, figures } = props;
  const { upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  const frame = useFrame(rested, () => gainFrame(rested), [
    [upliftLowMicros, 0],
    [upliftHighMicros, 0],
  ]);
  const drawn = useMemo(() => gainAxis(frame, figures), [frame, figures]);
  const [at, y] = [(micros: number) => acrossFrame(frame, micros), downFrame(frame, 0)];
  const label = `Expected gain a day: ${figures.returnedChange(upliftMicros)}, 90% interval ${figures.returnedChange(upliftLowMicros)} to ${figures.returnedChange(upliftHighMicros)}.`;
  return (
    <LiveChart drawn={drawn} frame={frame} label={label}>
      <g class="interval wide">
        <line x1={at(upliftLowMicros)} x2={at(upliftHighMicros)} y1={y} y2={y} />
      </g>
      <g class="value">
        <circle cx={at(upliftMicros)} cy={y} r={5} />
      </g>
    </LiveChart>
  );
}

/** What each total would return, with the plan as a mark that moves along. */
function Frontier(props: {
  readonly plan: Plan;
  readonly rested: Plan;
  readonly points: readonly BudgetPoint[];
  readonly currentMicros: number;
  readonly figures: Figures;
}) {
  const { plan, rested, points, currentMicros, figures } = props;
  const { currentReturnMicros } = plan.expected;
  const chosen = pointOf(plan);
  const curve = useMemo(
    () => ({ points, today: { budgetMicros: currentMicros, returnMicros: currentReturnMicros } }),
    [points, currentMicros, currentReturnMicros],
  );
  const basis = useMemo(() => ({ curve, rested }), [curve, rested]);
  const frame = useFrame(basis, () => budgetFrame(curve, [pointOf(rested)]), [
    [chosen.budgetMicros, chosen.returnMicros],
  ]);
  const drawn = useMemo(() => budgetChart(curve, frame, figures), [curve, frame, figures]);
  const [x, y] = [acrossFrame(frame, chosen.budgetMicros), downFrame(frame, chosen.returnMicros)];
  const label = `Expected return of each total budget: today ${figures.money(currentMicros)} returns ${figures.returned(currentReturnMicros)}; this plan of ${figures.money(chosen.budgetMicros)} returns ${figures.returned(chosen.returnMicros)}.`;
  return (
    <LiveChart drawn={drawn} frame={frame} label={label}>
      <g class="tomorrow">
        <line x1={x} x2={x} y1={frame.height - frame.marginBottom} y2={y} />
        <circle cx={x} cy={y} r={6} />
      </g>
    </LiveChart>
  );
}

function pointOf({ budgetMicros, expected }: Plan): BudgetPoint {
  return { budgetMicros, returnMicros: expected.proposedReturnMicros };
}

function titleOf(plan: Plan, change: number, figures: Figures): string {
  if (plan.status === 'held') return 'Hold: budgets stay as they are';
  const { upliftMicros } = plan.expected;
  const gain = `${figures.returned(Math.abs(upliftMicros))} ${upliftMicros < 0 ? 'less' : 'more'} ${figures.returnNoun} a day`;
  if (change === 0) return `The same total, ${gain}`;
  return `${figures.money(Math.abs(change))} ${change < 0 ? 'less' : 'more'} a day: ${gain}`;
}
