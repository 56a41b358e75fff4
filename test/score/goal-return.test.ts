import { expect, test } from 'vitest';
import { goalReturn, netOfSpend, outcomeWorth } from '../../functions/score/goal-return.ts';

const day = Object.freeze({ spendMicros: 3e6, conversionMicros: 2_500_000, revenueMicros: 10e6 });

test.each([
  ['revenue', null, 10e6],
  ['conversions', null, 2_500_000],
  ['profit', 0.4, 1e6],
] as const)('a day under the goal %s', (goal, margin, expected) => {
  expect(goalReturn({ goal, margin }, day)).toBe(expected);
});

test('conversions that nobody delivers return nothing', () => {
  expect(goalReturn({ goal: 'conversions', margin: null }, { ...day, conversionMicros: null })).toBe(0);
});

test('profit takes margin and the spend itself off a slope', () => {
  expect(netOfSpend({ goal: 'profit' }, outcomeWorth({ goal: 'profit', margin: 0.4 }) * 3)).toBeCloseTo(0.2, 12);
  expect(netOfSpend({ goal: 'revenue' }, 3)).toBe(3);
});
