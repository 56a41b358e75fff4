import { describe, expect, test } from 'vitest';
import type { DayRollup, RolledChannel } from '../../functions/core/rollup.ts';
import { channelHistories } from '../../functions/score/series.ts';
import { rolled } from './account.ts';

function histories(days: readonly RolledChannel[], outcomes: 'report' | 'events', completeness = 1) {
  const rollups: DayRollup[] = days.map((channel, index) => ({
    day: `2026-09-0${index + 1}`,
    covers: [],
    channels: [channel],
  }));
  return channelHistories(rollups, outcomes, () => completeness).get('a') ?? [];
}

const both = rolled(
  'a',
  { spend: 10, conversions: 3, revenue: 30 },
  { events: { spend: 9, conversions: 2, revenue: 25 } },
);

describe('where a channel has both reports and events', () => {
  test('spend is the report’s, whosever outcomes count', () => {
    expect(histories([both], 'report')[0]?.spendMicros).toBe(10e6);
    expect(histories([both], 'events')[0]?.spendMicros).toBe(10e6);
  });

  test('conversions and value are of the source the policy names', () => {
    expect(histories([both], 'report')[0]).toMatchObject({ conversionMicros: 3e6, revenueMicros: 30e6 });
    expect(histories([both], 'events')[0]).toMatchObject({ conversionMicros: 2e6, revenueMicros: 25e6 });
  });

  test('a day on which the named source is silent within its range counts zero', () => {
    const silent = rolled('a', { spend: 10 }, { events: { conversions: 7, revenue: 70 } });
    expect(histories([both, silent, both], 'report').map(({ conversionMicros }) => conversionMicros)).toEqual([
      3e6, 0, 3e6,
    ]);
  });

  test('days before the named source began keep the other’s', () => {
    const before = rolled('a', { spend: 10, conversions: 4, revenue: 40 });
    expect(histories([before, both], 'events').map(({ conversionMicros }) => conversionMicros)).toEqual([4e6, 2e6]);
  });

  test('what the named source never states is the other’s', () => {
    const plain = rolled('a', { spend: 10, conversions: 3 }, { events: { revenue: 25 } });
    expect(histories([plain], 'report')[0]).toMatchObject({ conversionMicros: 3e6, revenueMicros: 25e6 });
  });

  test('events are not dated by click: complete', () => {
    expect(histories([both], 'report', 0.5)[0]?.completeness).toBe(0.5);
    expect(histories([both], 'events', 0.5)[0]?.completeness).toBe(1);
  });
});

test('events alone are a channel', () => {
  const events = rolled('a', {}, { events: { spend: 9, conversions: 2, revenue: 25 } });
  expect(histories([events], 'report')[0]).toMatchObject({
    spendMicros: 9e6,
    conversionMicros: 2e6,
    revenueMicros: 25e6,
  });
});

test('conversions are null where no source delivers them', () => {
  expect(histories([rolled('a', { spend: 1, revenue: 2 })], 'report')[0]?.conversionMicros).toBeNull();
});
