import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import { conflict, namesOf, runScripted, throttled } from './scripted-tasks.ts';

const listed = {
  manifestKey: 'manifests/1.json',
  policyKey: 'policies/1.yaml',
  groups: [0, 1],
  groupCount: 2,
  round: 1,
  lastName: 'b.ndjson',
  hasMore: false,
  earlierResultKey: null,
};
const run = (script: Readonly<Record<string, unknown>>) => runScripted('ingest', { policyKey: null }, script);

describe('ingest', () => {
  test('folds every group, claims once, rolls up, and answers what RollUpDays said', async () => {
    const trace = await run({ ListBatches: listed, RollUpDays: { accepted: 3 } });
    expect(namesOf(trace)).toEqual(['ListBatches', 'FoldBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays']);
    expect(trace.calls.filter(({ state }) => state === 'FoldBatches').map(({ input }) => input)).toEqual([
      { manifestKey: 'manifests/1.json', group: 0 },
      { manifestKey: 'manifests/1.json', group: 1 },
    ]);
    expect(trace.outcome).toMatchObject({ listed, rolled: { accepted: 3 } });
  });

  test('with nothing new it folds nothing, but completes what an interrupted run left', async () => {
    const trace = await run({ ListBatches: { ...listed, groups: [], groupCount: 0 } });
    expect(namesOf(trace)).toEqual(['ListBatches', 'ClaimConversions', 'RollUpDays']);
  });

  test('a backlog is taken up round by round, each told what the one before did', async () => {
    const trace = await run({
      ListBatches: [
        { ...listed, hasMore: true },
        { ...listed, groups: [2], earlierResultKey: 'manifests/1/result.json' },
      ],
      RollUpDays: { resultKey: 'manifests/1/result.json' },
    });
    const round = ['ClaimConversions', 'RollUpDays'];
    const expected = ['ListBatches', 'FoldBatches', 'FoldBatches', ...round, 'ListBatches', 'FoldBatches', ...round];
    expect(namesOf(trace)).toEqual(expected);
    const second = trace.calls.filter(({ state }) => state === 'ListBatches')[1];
    expect(second?.input).toMatchObject({ listed: { round: 1 }, rolled: { resultKey: 'manifests/1/result.json' } });
    expect(trace.calls.at(-1)?.input).toMatchObject({ earlierResultKey: 'manifests/1/result.json' });
  });

  test.each(['ListBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays'])(
    '%s is tried again when AWS throttles it or a write met another',
    async (state) => {
      const answer = state === 'ListBatches' ? listed : {};
      const trace = await run({ ListBatches: listed, [state]: [throttled(), conflict(), answer] });
      expect(trace.outcome).not.toBeInstanceOf(Error);
      expect(namesOf(trace).filter((name) => name === state).length).toBeGreaterThanOrEqual(3);
    },
  );

  test.each(['ListBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays'])(
    'a failure of %s that would come again is recorded, not tried again, and ends the run FAILED',
    async (state) => {
      const trace = await run({ ListBatches: listed, [state]: new MarginalError('PolicyInvalid', 'unknown key') });
      const names = namesOf(trace);
      expect(names.at(-1)).toBe('RecordFailure');
      expect(names.filter((name) => name === state).length).toBeLessThanOrEqual(state === 'FoldBatches' ? 2 : 1);
      expect(trace.calls.at(-1)?.input).toMatchObject({
        workflow: 'ingest',
        execution: 'test-execution',
        error: { Error: 'PolicyInvalid', Cause: expect.stringContaining('unknown key') },
      });
      expect(trace.outcome).toMatchObject({ code: 'PolicyInvalid' });
    },
  );

  test('throttling that does not end is given up after its tries', async () => {
    const trace = await run({ ListBatches: throttled() });
    expect(namesOf(trace)).toEqual([...Array.from({ length: 5 }, () => 'ListBatches'), 'RecordFailure']);
    expect(trace.outcome).toMatchObject({ code: 'RunFailed' });
  });
});
