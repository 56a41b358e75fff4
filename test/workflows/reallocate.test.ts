import { describe, expect, test } from 'vitest';
import { type ErrorCode, MarginalError } from '../../functions/core/errors.ts';
import { conflict, namesOf, runScripted, throttled } from './scripted-tasks.ts';

const scored = { runId: 'r1', asOf: '2026-09-30', scoresKey: 'scores/r1.json', policyKey: 'policies/1.yaml' };
const manual = { approval: 'manual', changes: 3 };
const automatic = { approval: 'auto', changes: 3 };
const input = { asOf: null, since: null, policyKey: 'policies/1.yaml', ingestKey: null };
const run = (script: Readonly<Record<string, unknown>>) =>
  runScripted('reallocate', input, { ScoreChannels: scored, MakePlan: manual, ...script });

describe('reallocate', () => {
  test('scores, plans and reports; a plan for a person to approve ends there', async () => {
    const trace = await run({});
    expect(namesOf(trace)).toEqual(['ScoreChannels', 'MakePlan', 'WriteReport']);
    expect(trace.outcome).toMatchObject({ scored, planned: manual });
  });

  test('hands each state just what it needs', async () => {
    const { calls } = await run({});
    expect(calls.map((call) => call.input)).toEqual([
      { asOf: null, since: null, policyKey: 'policies/1.yaml' },
      { runId: 'r1', scoresKey: 'scores/r1.json', policyKey: 'policies/1.yaml', ingestKey: null },
      { runId: 'r1' },
    ]);
  });

  test('a plan the policy approves by itself is applied', async () => {
    expect(namesOf(await run({ MakePlan: automatic }))).toEqual([
      'ScoreChannels',
      'MakePlan',
      'WriteReport',
      'StartApply',
    ]);
  });

  test('a plan that changes nothing is not', async () => {
    expect(namesOf(await run({ MakePlan: { ...automatic, changes: 0 } }))).not.toContain('StartApply');
  });

  test.each<ErrorCode>(['Stale', 'NothingToApply', 'NoDestination'])(
    'a plan that may not be applied by itself (%s) waits for a person, and the run is no failure',
    async (code) => {
      const trace = await run({ MakePlan: automatic, StartApply: new MarginalError(code, 'why') });
      expect(namesOf(trace).at(-1)).toBe('StartApply');
      expect(trace.outcome).toMatchObject({ refused: { Error: code } });
    },
  );

  test.each(['ScoreChannels', 'MakePlan', 'WriteReport', 'StartApply'])(
    '%s is tried again when AWS throttles it or a write met another',
    async (state) => {
      const answers: Readonly<Record<string, unknown>> = { ScoreChannels: scored, MakePlan: automatic };
      const trace = await run({ ...answers, [state]: [throttled(), conflict(), answers[state] ?? {}] });
      expect(namesOf(trace).filter((name) => name === state)).toHaveLength(3);
      expect(trace.outcome).not.toBeInstanceOf(Error);
    },
  );

  test.each(['ScoreChannels', 'MakePlan', 'WriteReport', 'StartApply'])(
    'a failure of %s is recorded and ends the run FAILED',
    async (state) => {
      const trace = await run({ MakePlan: automatic, [state]: new RangeError('broken') });
      expect(namesOf(trace).at(-1)).toBe('RecordFailure');
      expect(trace.outcome).toMatchObject({ code: 'RunFailed', message: expect.stringContaining('broken') });
    },
  );
});
