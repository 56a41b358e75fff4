import { describe, expect, test } from 'vitest';
import { chooseIncreases, increaseAllowance } from '../../functions/apply/allowance.ts';
import type { PreparedLine } from '../../functions/apply/changes.ts';
import type { LiveBudget } from '../../functions/apply/destination.ts';

function prepared(
  channel: string,
  fromMicros: number,
  toMicros: number,
  marginalRoas: number | null = 1,
): PreparedLine {
  const where = { channel, name: channel, platform: 'google', destination: 'memory', skip: null };
  return { ...where, fromMicros, toMicros, beforeMicros: fromMicros, marginalRoas };
}

function known(budgets: Record<string, number>): Map<string, LiveBudget> {
  return new Map(Object.entries(budgets).map(([channel, micros]) => [channel, { kind: 'known', micros }]));
}

const SHIFT = { fromTotalMicros: 15n, toTotalMicros: 15n, beforeTotalMicros: 15n, allRead: true };
const LINES = [prepared('a', 10, 6), prepared('b', 5, 9)];

describe('how much budgets may rise', () => {
  test('by what confirmed decreases freed: 10 → 6 allows 4, and nothing while 10 reads back', () => {
    expect(increaseAllowance({ ...SHIFT, lines: LINES }, known({ a: 6, b: 5 }))).toBe(4n);
    expect(increaseAllowance({ ...SHIFT, lines: LINES }, known({ a: 10, b: 5 }))).toBe(0n);
  });

  test('less what increases took already', () => {
    expect(increaseAllowance({ ...SHIFT, lines: LINES }, known({ a: 6, b: 9 }))).toBe(0n);
  });

  test('by what the plan adds, and by nothing where it takes away', () => {
    const more = { ...SHIFT, toTotalMicros: 18n, lines: [prepared('b', 5, 8)] };
    expect(increaseAllowance(more, known({ b: 5 }))).toBe(3n);
    const less = { ...SHIFT, toTotalMicros: 12n, lines: [prepared('a', 10, 6), prepared('b', 5, 6)] };
    expect(increaseAllowance(less, known({ a: 10, b: 5 }))).toBe(0n);
  });

  test('a budget raised by hand takes its part; one that cannot be read may be the larger of both', () => {
    const lines = [...LINES, prepared('c', 5, 4)];
    expect(increaseAllowance({ ...SHIFT, lines }, known({ a: 6, b: 5, c: 7 }))).toBe(2n);
    const unread = new Map<string, LiveBudget>([...known({ a: 6 }), ['b', { kind: 'unreadable', reason: '' }]]);
    expect(increaseAllowance({ ...SHIFT, lines: LINES }, unread)).toBe(0n);
  });

  test('where a budget could not be read at first, the sum may not rise at all', () => {
    const more = { ...SHIFT, toTotalMicros: 18n, allRead: false, lines: [prepared('b', 5, 8)] };
    expect(increaseAllowance(more, known({ b: 5 }))).toBe(0n);
  });

  test('sums beyond 2^53 are exact', () => {
    const total = 2n ** 60n;
    const totals = { fromTotalMicros: total, toTotalMicros: total + 1n, beforeTotalMicros: total, allRead: true };
    expect(increaseAllowance({ ...totals, lines: [prepared('a', 1, 2)] }, known({ a: 1 }))).toBe(1n);
  });
});

describe('which increases are served', () => {
  test('highest marginal ROAS first, unknown last, ties by channel; each whole or not at all', () => {
    const lines = [prepared('d', 0, 3, null), prepared('c', 0, 2, 1), prepared('b', 0, 2, 1), prepared('a', 0, 4, 2)];
    const { chosen, short } = chooseIncreases(lines, 7n);
    expect(chosen.map(({ channel }) => channel)).toEqual(['a', 'b']);
    expect([...short]).toEqual([
      ['c', 1n],
      ['d', 1n],
    ]);
  });

  test('two without marginal ROAS come by channel', () => {
    const { chosen } = chooseIncreases([prepared('b', 0, 1, null), prepared('a', 0, 1, null)], 1n);
    expect(chosen.map(({ channel }) => channel)).toEqual(['a']);
  });
});
