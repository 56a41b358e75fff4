import { trueReturn, weekdayAt, type Account } from '../account.ts';
import { reportedAt, trueCompleteness, type Playout } from '../playout.ts';
import { BOX_HIGH, VALUE_OF_CONVERSION } from '../scenarios.ts';
import { proportionalSplit, splitBudget } from '../split.ts';
import { shapeAt } from '../true-curve.ts';
import { stepBounds, type Policy } from './policy.ts';

/** Memory of the level learnt by the known-shape ceiling, in days, without and with drift. */
const STEADY_MEMORY = 60;
const DRIFT_MEMORY = 9;

/** Knows every curve of the day, and takes the best budgets one step reaches. */
export const nearOracle: Policy =
  (account) =>
  ({ playout, day, current }) => {
    const bounds = stepBounds(playout, current);
    const lines = bounds.map((bound, line) => ({
      ...bound,
      returnAt: (spend: number) => trueReturn(account, line, day, spend),
    }));
    return { budgets: splitBudget(lines, account.budget) };
  };

/** Knows every curve, and steps as far as it may towards the best budgets of all: better than the near one on S-shapes. */
export const farOracle: Policy = (account) => {
  const spendsOf = freeSpends(account);
  return ({ playout, day, current }) => {
    // A trace of a wish for every line takes up what the wished-for ones cannot reach in one step.
    const wishes = spendsOf(day).map((spend, line) => Math.max(spend, 1e-3 * (account.lines[line]?.startSpend ?? 0)));
    return { budgets: proportionalSplit(wishes, stepBounds(playout, current), account.budget) };
  };
};

/** Knows every curve and has no step limit. */
export const freeOracle: Policy = (account) => {
  const spendsOf = freeSpends(account);
  return ({ day }) => ({ budgets: spendsOf(day) });
};

/** The best budgets of a day within the box; they change only where levels do. */
function freeSpends(account: Account): (day: number) => Float64Array {
  const { lines, budget, scenario } = account;
  const drifts = scenario.levelStep > 0 || scenario.levelJump > 0;
  let known: Float64Array | null = null;
  return (day) => {
    if (known !== null && !drifts) return known;
    known = splitBudget(
      lines.map(({ startSpend }, line) => ({
        low: scenario.boxLow * startSpend,
        high: BOX_HIGH * startSpend,
        returnAt: (spend: number) => trueReturn(account, line, day, spend),
      })),
      budget,
    );
    return known;
  };
}

/** Knows every shape, adstock, weekday and completeness, and learns the levels: the ceiling for learning nothing else. */
export const knownShape: Policy = (account) => {
  const { lines, scenario, budget } = account;
  const memory = scenario.levelStep > 0 ? DRIFT_MEMORY : STEADY_MEMORY;
  return ({ playout, day, current }) => {
    const bounds = stepBounds(playout, current);
    const known = lines.map(({ startSpend, shape }, line) => {
      const level = levelOf(playout, line, day, memory);
      return {
        ...(bounds[line] ?? { low: 0, high: 0 }),
        returnAt: (spend: number) => level * shapeAt(shape, spend / startSpend),
      };
    });
    return { budgets: splitBudget(known, budget) };
  };
};

function levelOf(playout: Playout, line: number, day: number, memory: number): number {
  const { account, spend } = playout;
  const { lines, scenario } = account;
  const own = lines[line];
  if (own === undefined) return 0;
  let seen = 0;
  let due = 0;
  let carried = own.startSpend;
  for (let past = 0; past < day; past += 1) {
    carried = own.adstock * carried + (1 - own.adstock) * (spend[past * lines.length + line] ?? 0);
    const testDay = past - scenario.historyDays + 1;
    if (scenario.outage !== null && testDay >= scenario.outage[0] && testDay <= scenario.outage[1]) continue;
    const fade = Math.exp((past - day) / memory);
    seen += fade * reportedAt(playout, line, past, day - 1);
    due +=
      fade * shapeAt(own.shape, carried / own.startSpend) * weekdayAt(past) * trueCompleteness(playout, day - 1 - past);
  }
  return (VALUE_OF_CONVERSION * (seen + 0.5)) / (due + 1e-9);
}
