import { describe, expect, test } from 'vitest';

import { historyOf } from '../../examples/history.ts';
import { CHANNELS, isPaused, trueReturn } from '../../examples/truth.ts';
import { movable, trueOptimum, trueReturnOf } from './true-optimum.ts';

const today = new Map(movable(CHANNELS).map(({ id, dailyBudget }) => [id, dailyBudget]));

describe('the sample account', () => {
  test('has 24 channels at five platforms, each id once', () => {
    expect(new Set(CHANNELS.map(({ id }) => id)).size).toBe(24);
    expect(new Set(CHANNELS.map(({ platform }) => platform)).size).toBe(5);
  });

  test('lasts 120 days, with one late starter of 30 days and one channel that has paused', () => {
    const lengths = CHANNELS.map((channel) => historyOf(channel).length);
    expect(Math.max(...lengths)).toBe(120);
    expect(Math.min(...lengths)).toBe(30);
    expect(CHANNELS.filter(isPaused).map(({ name }) => name)).toEqual(['Summer sale']);
  });

  test('has big channels of 50 to 400 orders a week, and a few too thin to judge', () => {
    const orders = CHANNELS.map((channel) => historyOf(channel).reduce((sum, day) => sum + day.orders.length, 0));
    const weekly = CHANNELS.map((channel, index) => (7 * (orders[index] ?? 0)) / historyOf(channel).length);
    expect(weekly.filter((count) => count >= 50).length).toBeGreaterThanOrEqual(14);
    expect(Math.max(...weekly)).toBeLessThan(500);
    expect(orders.filter((count) => count < 30)).toHaveLength(2);
  });

  test('spends enough more on some days than on others for curves to show', () => {
    for (const channel of movable(CHANNELS)) {
      const logs = historyOf(channel).map(({ spendCents }) => Math.log(spendCents));
      const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
      const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
      expect(deviation, channel.name).toBeGreaterThan(0.15);
    }
  });
});

describe('the true curves', () => {
  test('return roasAtBudget on every dollar at the budget', () => {
    for (const { id, dailyBudget, roasAtBudget } of CHANNELS) {
      expect(trueReturn(id, dailyBudget)).toBeCloseTo(roasAtBudget * dailyBudget, 6);
    }
  });

  test('start at zero, never fall and never bend upwards', () => {
    for (const { id, dailyBudget } of CHANNELS) {
      const returns = Array.from({ length: 30 }, (_, step) => trueReturn(id, (step * dailyBudget) / 10));
      const gains = returns.slice(1).map((value, index) => value - (returns[index] ?? 0));
      expect(returns[0]).toBe(0);
      expect(Math.min(...gains)).toBeGreaterThan(0);
      expect(gains.every((gain, index) => index === 0 || gain <= (gains[index - 1] ?? 0))).toBe(true);
    }
  });

  test('are told apart: an unknown channel is a RangeError', () => {
    expect(() => trueReturn('google:1:2', 100)).toThrow(RangeError);
  });

  test('leave room: steps of at most 20 % earn 4 to 8 % more, the best split 10 to 20 % more', () => {
    const step = trueOptimum(movable(CHANNELS), {
      least: (current) => 0.8 * current,
      most: (current) => 1.2 * current,
    });
    const best = trueOptimum(movable(CHANNELS), { least: () => 0, most: () => Infinity });
    const current = trueReturnOf(today);
    expect(trueReturnOf(step) / current).toBeGreaterThan(1.04);
    expect(trueReturnOf(step) / current).toBeLessThan(1.08);
    expect(trueReturnOf(best) / current).toBeGreaterThan(1.1);
    expect(trueReturnOf(best) / current).toBeLessThan(1.2);
  });
});
