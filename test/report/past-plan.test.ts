import { describe, expect, test } from 'vitest';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { realisedGain } from '../../functions/report/past-plan.ts';

const { record, sheet } = sampleRun({ channels: 1 });
const [channel] = sheet.channels;
if (channel === undefined) throw new Error('no channel');
const day = (number: number, returnMicros: number, completeness = 1) => ({
  day: `2026-11-${number}`,
  spendMicros: 1e6,
  returnMicros,
  conversionMicros: 0,
  completeness,
});
const plan = { ...record.plan, expected: { ...record.plan.expected, currentReturnMicros: 100e6 } };
const after = (series: (typeof channel)['series'], until = '2026-11-20') =>
  realisedGain(plan, { asOf: '2026-11-20', channels: [{ ...channel, series }] }, { from: '2026-11-11', until });

describe('what came of a plan', () => {
  test('is the mean return a day since, completed, less what was expected without it', () => {
    // (110 + 65/0.5) / 2 − 100 = 20
    expect(after([day(10, 900e6), day(11, 110e6), day(12, 65e6, 0.5)])).toEqual({
      realisedMicros: 20e6,
      realisedDays: 2,
    });
  });

  test('ends where the next plan was applied', () => {
    expect(after([day(11, 110e6), day(12, 900e6)], '2026-11-11')).toEqual({ realisedMicros: 10e6, realisedDays: 1 });
  });

  test('is not known of days that are mostly still to come, nor of channels that were not in it', () => {
    expect(after([day(11, 10e6, 0.2)])).toEqual({ realisedMicros: null, realisedDays: 0 });
    expect(after([])).toEqual({ realisedMicros: null, realisedDays: 0 });
  });
});
