import { expect, test } from 'vitest';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { paceOf } from '../../functions/report/pace.ts';

const [channel] = sampleRun({ channels: 1 }).sheet.channels;
if (channel === undefined) throw new Error('no channel');
const day = (number: number, spendMicros: number) => ({
  day: `2026-11-${number}`,
  spendMicros,
  returnMicros: 0,
  conversionMicros: 0,
  completeness: 1,
});
const stated = { ...channel, currentSource: 'report' as const, currentMicros: 20e6 };
const asOf = '2026-11-20';

test('the pace is the mean spend of 7 days over the budget; days without data spent nothing', () => {
  const series = [day(12, 900e6), day(14, 30e6), day(20, 40e6)];
  expect(paceOf({ asOf, channels: [{ ...stated, series }] })).toMatchObject([{ spentMicros: 10e6, share: 0.5 }]);
});

test('a budget that is only a guess from spend has no pace, nor has a paused channel', () => {
  expect(
    paceOf({
      asOf,
      channels: [
        { ...stated, currentSource: 'meanSpend' },
        { ...stated, paused: true },
      ],
    }),
  ).toEqual([]);
});
