import { reportedAt, type Playout } from '../playout.ts';
import { VALUE_OF_CONVERSION } from '../scenarios.ts';
import { proportionalSplit } from '../split.ts';
import { stepBounds, type Policy } from './policy.ts';

const RULE_DAYS = 7;
const SHARE_DAYS = 28;
const RULE_STEP = 0.1;

export const hold: Policy =
  () =>
  ({ current }) => ({ budgets: current });

/** The same for every line, as fast as the step limit lets it. */
export const equalSplit: Policy =
  ({ lines, budget }) =>
  ({ playout, current }) => ({
    budgets: proportionalSplit(new Float64Array(lines.length).fill(1), stepBounds(playout, current), budget),
  });

/** Starting budgets weighted by the ROAS of the last 28 days as reported. */
export const roasShare: Policy =
  ({ lines, budget }) =>
  ({ playout, day, current }) => {
    const wishes = Float64Array.from(
      lines,
      ({ startSpend }, line) => startSpend * Math.max(0.01, roasOf(playout, line, day, SHARE_DAYS)),
    );
    return { budgets: proportionalSplit(wishes, stepBounds(playout, current), budget) };
  };

/** Up 10 % where the last 7 days' ROAS is above the account's, down 10 % where it is below. */
export const tenPercentRule: Policy =
  ({ lines, budget }) =>
  ({ playout, day, current }) => {
    const spends = lines.map((_, line) => sumOver(day, RULE_DAYS, (past) => spendAt(playout, line, past)));
    const returns = lines.map((_, line) => roasOf(playout, line, day, RULE_DAYS) * (spends[line] ?? 0));
    const average = total(returns) / total(spends);
    const wishes = current.map((now, line) => {
      const above = (returns[line] ?? 0) > average * (spends[line] ?? 0);
      return now * (above ? 1 + RULE_STEP : 1 - RULE_STEP);
    });
    return { budgets: proportionalSplit(wishes, stepBounds(playout, current), budget) };
  };

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function spendAt({ account, spend }: Playout, line: number, day: number): number {
  return spend[day * account.lines.length + line] ?? 0;
}

function roasOf(playout: Playout, line: number, day: number, days: number): number {
  const spent = sumOver(day, days, (past) => spendAt(playout, line, past));
  const conversions = sumOver(day, days, (past) => reportedAt(playout, line, past, day - 1));
  return spent > 0 ? (VALUE_OF_CONVERSION * conversions) / spent : 0;
}

function sumOver(day: number, days: number, valueAt: (past: number) => number): number {
  let sum = 0;
  for (let past = Math.max(0, day - days); past < day; past += 1) sum += valueAt(past);
  return sum;
}
