import { describe, expect, test } from 'vitest';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { spendOfBudget } from '../../functions/score/spend-of-budget.ts';

const channel = (
  currentMicros: number,
  spent: Readonly<Record<string, number>>,
  rest: Partial<ScoredChannel> = {},
) => ({
  channel: 'google:1:1',
  name: '',
  platform: 'google',
  days: 1,
  spendMicros: 0,
  returnMicros: 0,
  conversions: null,
  roas: null,
  roasLow: null,
  roasHigh: null,
  marginalRoas: null,
  marginalRoasLow: null,
  marginalRoasHigh: null,
  completeness: 1,
  verdict: 'trusted' as const,
  reason: '',
  currentMicros,
  currentSource: 'applied' as const,
  budgetKind: 'daily' as const,
  paused: false,
  lastChangedAtMs: null,
  posterior: null,
  series: Object.entries(spent).map(([day, spendMicros]) => ({
    day,
    spendMicros,
    returnMicros: 0,
    conversionMicros: null,
    completeness: 1,
  })),
  ...rest,
});

describe('spendOfBudget', () => {
  const asOf = '2026-09-30';

  test('120 spent of 100 is 1.2', () => {
    const channels = [channel(60, { [asOf]: 80 }), channel(40, { '2026-09-29': 7, [asOf]: 40 })];
    expect(spendOfBudget({ asOf, channels })).toBe(1.2);
  });

  test('a channel that spent nothing on the last day counts with its budget alone', () => {
    expect(spendOfBudget({ asOf, channels: [channel(100, { '2026-09-29': 100 })] })).toBe(0);
  });

  test('total budgets and paused campaigns are left out; without a budget there is no share', () => {
    const others = [
      channel(50, { [asOf]: 500 }, { budgetKind: 'total' }),
      channel(50, { [asOf]: 5 }, { paused: true }),
    ];
    expect(spendOfBudget({ asOf, channels: others })).toBeNull();
    expect(spendOfBudget({ asOf, channels: [...others, channel(10, { [asOf]: 5 })] })).toBe(0.5);
  });
});
