import { describe, expect, test } from 'vitest';
import { currentBudget } from '../../functions/score/current-budget.ts';

const CENT = 10_000;
const nothing = { applied: null, file: null, report: null };
const recent = { spendMicros: 70_000_000n, days: 7 };

describe('currentBudget', () => {
  test.each([
    ['applied', { applied: 3, file: 2, report: 1 }],
    ['file', { applied: 1, file: 3, report: 2 }],
    ['report', { applied: 1, file: 2, report: 3 }],
    ['applied', { applied: 2, file: 2, report: 2 }],
    ['file', { applied: 1, file: 2, report: 2 }],
  ] as const)('is the newest statement: %s', (source, at) => {
    const stated = {
      applied: { micros: 1_000_000, atMs: at.applied },
      file: { micros: 2_000_000, atMs: at.file },
      report: { micros: 3_000_000, atMs: at.report },
    };
    const currentMicros = { applied: 1_000_000, file: 2_000_000, report: 3_000_000 }[source];
    expect(currentBudget(stated, recent, CENT)).toEqual({ currentMicros, currentSource: source });
  });

  test('is the mean spend where nobody states one', () => {
    expect(currentBudget(nothing, recent, CENT)).toEqual({ currentMicros: 10_000_000, currentSource: 'meanSpend' });
  });

  test.each([
    [10_000_000n, 7, CENT, 1_430_000],
    [35_000n, 7, CENT, 10_000],
    [34_999n, 7, CENT, 0],
    [10_000_000n, 7, 1_000_000, 1_000_000],
    [2n ** 60n, 7, CENT, 164_703_072_086_690_000],
  ])('%s micros in %i days round to whole minor units of %i', (spendMicros, days, minorUnit, currentMicros) => {
    expect(currentBudget(nothing, { spendMicros, days }, minorUnit).currentMicros).toBe(currentMicros);
  });

  test('a stated budget is rounded to the minor unit', () => {
    const stated = { ...nothing, report: { micros: 12_345_678, atMs: 1 } };
    expect(currentBudget(stated, recent, CENT).currentMicros).toBe(12_350_000);
  });
});
