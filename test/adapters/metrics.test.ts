import { describe, expect, test } from 'vitest';
import { metricsLine } from '../../functions/adapters/metrics.ts';

const NOW_MS = Date.UTC(2026, 9, 1, 12);
const line = (state: string, answer: unknown): unknown => {
  const text = metricsLine(answer, { state, stage: 'test', nowMs: NOW_MS });
  return text === undefined ? undefined : JSON.parse(text);
};

describe('metricsLine', () => {
  test('is one line of the embedded metric format, by stage', () => {
    const counts = { files: 2, rows: 90, events: 10, rejected: 5, refusedFiles: 1, accepted: 95 };
    expect(line('RollUpDays', counts)).toEqual({
      _aws: {
        Timestamp: NOW_MS,
        CloudWatchMetrics: [
          {
            Namespace: 'marginal',
            Dimensions: [['Stage']],
            Metrics: [
              { Name: 'Files', Unit: 'Count' },
              { Name: 'Events', Unit: 'Count' },
              { Name: 'Rows', Unit: 'Count' },
              { Name: 'RefusedFiles', Unit: 'Count' },
              { Name: 'RejectedShare', Unit: 'None' },
            ],
          },
        ],
      },
      Stage: 'test',
      State: 'RollUpDays',
      Files: 2,
      Events: 10,
      Rows: 90,
      RefusedFiles: 1,
      RejectedShare: 0.05,
    });
  });

  test('the age of the data counts days to now', () => {
    expect(line('ScoreChannels', { asOf: '2026-09-28', spendOfBudget: 1.2 })).toMatchObject({
      DataAgeDays: 3,
      SpendOfBudget: 1.2,
    });
  });

  test('a plan that is not optimal counts as held', () => {
    expect(line('MakePlan', { status: 'held', changes: 0 })).toMatchObject({ Held: 1, Changes: 0 });
    expect(line('MakePlan', { status: 'optimal', changes: 3 })).toMatchObject({ Held: 0, Changes: 3 });
  });

  test.each([
    ['an empty ingest', 'RollUpDays', { files: 0, rows: 0, events: 0, rejected: 0, refusedFiles: 0 }],
    ['an empty inbox', 'ListBatches', { oldestFileSeconds: 0 }],
    ['an answer of another shape', 'MakePlan', { state: 'odd' }],
    ['a state that measures nothing', 'CloseChanges', { lines: 3 }],
  ])('%s writes no line', (_what, state, answer) => {
    expect(line(state, answer)).toBeUndefined();
  });
});
