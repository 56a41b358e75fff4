import { describe, expect, test } from 'vitest';
import { accountOf, trueMarginal, trueReturn } from '../../../bench/decisions/account.ts';
import { playBudgets, reportedAt, startPlayout, trueCompleteness } from '../../../bench/decisions/playout.ts';
import { noisyCount, streamOf } from '../../../bench/decisions/random.ts';
import { SCENARIOS } from '../../../bench/decisions/scenarios.ts';

const scenario = (id: string) => SCENARIOS.find((one) => one.id === id) ?? expect.fail(id);

describe('the simulated account', () => {
  test('is the same for the same seed and another for another', () => {
    expect(accountOf(scenario('B40'), 7)).toEqual(accountOf(scenario('B40'), 7));
    expect(accountOf(scenario('B40'), 8).budget).not.toBe(accountOf(scenario('B40'), 7).budget);
  });

  test('shares with the common world what its scenario does not change', () => {
    const [common, outage] = [accountOf(scenario('B40'), 3), accountOf(scenario('H40out'), 3)];
    expect(outage.lines).toEqual(common.lines);
    expect(outage.dayFactor).toEqual(common.dayFactor);
  });

  test.each(SCENARIOS.map(({ id }) => id))('%s: marginal return is the slope of the return', (id) => {
    const account = accountOf(scenario(id), 1);
    const spend = 1.3 * (account.lines[0]?.startSpend ?? 1);
    const step = spend * 1e-5;
    const slope = (trueReturn(account, 0, 9, spend + step) - trueReturn(account, 0, 9, spend - step)) / (2 * step);
    expect(trueMarginal(account, 0, 9, spend)).toBeCloseTo(slope, 5);
  });
});

describe('counts', () => {
  test.each([0.4, 3, 20, 200])('of mean %d have the variance 1.3 mean + (0.15 mean)²', (mean) => {
    const counts = Array.from({ length: 40_000 }, (_, draw) => noisyCount(mean, streamOf(5, draw)));
    const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - average) ** 2, 0) / counts.length;
    expect(average / mean).toBeCloseTo(1, 1);
    expect(Math.abs(variance / (1.3 * mean + (0.15 * mean) ** 2) - 1)).toBeLessThan(0.06);
  });
});

describe('reports', () => {
  test('fill up with age as the true completeness says', () => {
    const playout = startPlayout(accountOf(scenario('B40'), 2));
    const known = (age: number) => {
      let [seen, all] = [0, 0];
      for (let day = 0; day < 29; day += 1) {
        for (let line = 0; line < 40; line += 1) {
          seen += reportedAt(playout, line, day, day + age);
          all += reportedAt(playout, line, day, day + 30);
        }
      }
      return seen / all;
    };
    for (const age of [0, 1, 7, 20]) expect(known(age)).toBeCloseTo(trueCompleteness(playout, age), 1);
  });

  test('are the same for policies that spend the same, whatever they spent before on other lines', () => {
    const account = accountOf(scenario('B40'), 2);
    const [one, other] = [startPlayout(account), startPlayout(account)];
    const budgets = Float64Array.from(account.lines, ({ startSpend }) => startSpend);
    playBudgets(one, 60, budgets);
    playBudgets(other, 60, Float64Array.of(2 * (budgets[0] ?? 0), ...budgets.slice(1)));
    for (let line = 1; line < 40; line += 1)
      expect(reportedAt(one, line, 60, 70)).toBe(reportedAt(other, line, 60, 70));
  });

  test('are nothing on the days of an outage for the first two platforms alone', () => {
    const account = accountOf(scenario('H40out'), 2);
    const playout = startPlayout(account);
    const budgets = Float64Array.from(account.lines, ({ startSpend }) => startSpend);
    for (let day = 60; day < 95; day += 1) playBudgets(playout, day, budgets);
    const reportedOn = (testDay: number, platforms: readonly number[]) =>
      account.lines.reduce((sum, { platform }, line) => {
        return platforms.includes(platform) ? sum + reportedAt(playout, line, 59 + testDay, 200) : sum;
      }, 0);
    for (const testDay of [31, 34]) {
      expect(reportedOn(testDay, [0, 1])).toBe(0);
      expect(reportedOn(testDay, [2, 3])).toBeGreaterThan(0);
    }
    for (const testDay of [30, 35]) expect(reportedOn(testDay, [0, 1])).toBeGreaterThan(0);
  });
});
