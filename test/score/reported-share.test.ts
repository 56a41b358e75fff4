import { expect, test } from 'vitest';
import { addDays, epochDayOf, localDayIn } from '../../functions/core/calendar.ts';
import type { Delivery } from '../../functions/core/rollup.ts';
import { defaultCompleteness } from '../../functions/score/completeness.ts';
import { reportedShare } from '../../functions/score/reported-share.ts';
import { rolled } from './account.ts';

const delivery = (at: string, conversions: number): Delivery => ({
  statedAtMs: Date.parse(at),
  conversionMicros: conversions * 1e6,
});
const DAY = '2026-09-20';

function shareOf(deliveries: Delivery[], timeZone = 'UTC'): number {
  const channel = rolled('google:1:1', { spend: 1 }, { deliveries });
  return reportedShare([{ day: DAY, covers: [], channels: [channel] }], localDayIn(timeZone))(epochDayOf(DAY), channel);
}

test('a day not dated by click is complete', () => {
  expect(shareOf([])).toBe(1);
});

test('age is counted from the end of the day to the newest delivery', () => {
  expect(shareOf([delivery('2026-09-21T06:00:00Z', 5)])).toBeCloseTo(0.5, 12);
  expect(shareOf([delivery('2026-09-28T06:00:00Z', 5)])).toBeCloseTo(defaultCompleteness(7), 12);
  expect(shareOf([delivery('2027-09-28T06:00:00Z', 5)])).toBe(1);
});

test('age is counted in local days', () => {
  const lateEvening = [delivery('2026-09-22T03:00:00Z', 5)];
  expect(shareOf(lateEvening)).toBeCloseTo(defaultCompleteness(1), 12);
  expect(shareOf(lateEvening, 'America/New_York')).toBeCloseTo(defaultCompleteness(0), 12);
});

test('days that do not grow when restated make new days more complete', () => {
  const restated = Array.from({ length: 9 }, (_, age) => delivery(`2026-09-${11 + age}T06:00:00Z`, 400));
  const older = rolled('google:1:1', { spend: 1 }, { deliveries: restated });
  const newer = rolled('google:1:1', { spend: 1 }, { deliveries: [delivery('2026-09-21T06:00:00Z', 5)] });
  const rollups = [
    { day: '2026-09-10', covers: [], channels: [older] },
    { day: DAY, covers: [], channels: [newer] },
  ];
  expect(reportedShare(rollups, localDayIn('UTC'))(epochDayOf(DAY), newer)).toBeGreaterThan(0.75);
});

const moneyDelivery = (at: string, revenue: number): Delivery => ({
  statedAtMs: Date.parse(at),
  revenueMicros: revenue * 1e6,
});

test('money shows the lag where conversions are not delivered', () => {
  const days = Array.from({ length: 200 }, (_, index) => ({
    day: addDays('2026-01-01', index),
    covers: [],
    channels: [
      rolled(
        'google:1:1',
        { spend: 1 },
        {
          deliveries: [
            moneyDelivery(`${addDays('2026-01-01', index + 1)}T06:00:00Z`, 80),
            moneyDelivery(`${addDays('2026-01-01', index + 31)}T06:00:00Z`, 100),
          ],
        },
      ),
    ],
  }));
  const newer = rolled('google:1:1', { spend: 1 }, { deliveries: [moneyDelivery('2026-09-21T06:00:00Z', 5)] });
  const rollups = [...days, { day: DAY, covers: [], channels: [newer] }];
  expect(reportedShare(rollups, localDayIn('UTC'))(epochDayOf(DAY), newer)).toBeCloseTo(0.8, 1);
});
