import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import { conflict, namesOf, runScripted, throttled } from './scripted-tasks.ts';

const STATES = ['PrepareChanges', 'LowerBudgets', 'RaiseBudgets', 'CloseChanges'];
const prepared = { runId: 'r1', changesKey: 'changes/r1.json' };
const input = { runId: 'r1', action: 'apply', by: 'ada', assumeCurrent: false };
const run = (script: Readonly<Record<string, unknown>>) =>
  runScripted('apply', input, {
    PrepareChanges: prepared,
    CloseChanges: { resultKey: 'changes/r1-result.json' },
    ...script,
  });

describe('apply', () => {
  test('prepares, lowers, raises and closes, in this order', async () => {
    const trace = await run({});
    expect(namesOf(trace)).toEqual(STATES);
    expect(trace.calls.map((call) => call.input)).toEqual([input, prepared, prepared, prepared]);
    expect(trace.outcome).toEqual({ resultKey: 'changes/r1-result.json' });
  });

  test.each(STATES)('%s is tried again when AWS throttles it or a write met another', async (state) => {
    const trace = await run({
      [state]: [throttled(), conflict(), state === 'PrepareChanges' ? prepared : { resultKey: 'k' }],
    });
    expect(namesOf(trace).filter((name) => name === state)).toHaveLength(3);
    expect(trace.outcome).not.toBeInstanceOf(Error);
  });

  test('a lease that somebody else holds is waited for', async () => {
    const busy = new MarginalError('StoreBusy', 'another apply holds the lease');
    const trace = await run({ PrepareChanges: [busy, prepared] });
    expect(namesOf(trace)).toEqual(['PrepareChanges', ...STATES]);
  });

  test.each(STATES)('a failure of %s is recorded and ends the run FAILED, before any later state', async (state) => {
    const trace = await run({ [state]: new MarginalError('Stale', '9 days old') });
    expect(namesOf(trace)).toEqual([...STATES.slice(0, STATES.indexOf(state) + 1), 'RecordFailure']);
    expect(trace.outcome).toMatchObject({ code: 'Stale' });
  });
});
