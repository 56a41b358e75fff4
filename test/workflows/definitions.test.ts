import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../functions/core/errors.ts';
import { WORKFLOWS } from '../../local/machine.ts';
import backfill from '../../workflows/backfill.asl.json' with { type: 'json' };
import { TASKS } from '../../workflows/tasks.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}

function statesOf(states: Readonly<Record<string, State>>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor.States)),
  ]);
}

/** Seconds a client may need to hear of a function's own time-out. */
const CLIENT_SECONDS = 5;

describe.each(Object.entries({ ...WORKFLOWS, backfill }))('%s.asl.json', (_name, definition) => {
  const states = statesOf(definition.States);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');

  test('is valid by an independent validator', () => {
    const filled: unknown = JSON.parse(
      JSON.stringify(definition).replaceAll(/\$\{(\w+)\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1'),
    );
    expect(validate(filled)).toMatchObject({ isValid: true });
  });

  test.each(tasks)(
    '%s runs the function of its own name, and outlives its time-out',
    (state, { Resource, TimeoutSeconds }) => {
      const spec = Object.entries(TASKS).find(([name]) => name === state)?.[1];
      expect(Resource).toBe(`\${${state}Arn}`);
      expect(TimeoutSeconds).toBeGreaterThanOrEqual((spec?.timeoutSeconds ?? Infinity) + CLIENT_SECONDS);
    },
  );

  test.each(tasks)('%s retries only what is transient', (_state, { Retry = [] }) => {
    const names = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    const transient = Object.entries(ERRORS)
      .filter(([, error]) => error.transient)
      .map(([code]) => code);
    expect(names.filter((name) => !name.startsWith('Lambda.') && !transient.includes(name))).toEqual([]);
    expect(names).not.toContain('States.ALL');
    expect(names).toContain('Conflict');
  });

  test('every error it catches by name is in the catalogue', () => {
    const names = states.flatMap(([, { Catch = [] }]) => Catch.flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(names.filter((name) => name !== 'States.ALL' && !(name in ERRORS))).toEqual([]);
  });

  test('every failure of a task or map is recorded before the execution ends FAILED', () => {
    const top = Object.entries<State>(definition.States);
    const working = top.filter(([name, { Type }]) => (Type === 'Task' || Type === 'Map') && name !== 'RecordFailure');
    for (const [, { Catch = [] }] of working)
      expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'RecordFailure' });
    expect(definition.States.RecordFailure.Next).toBe('Failed');
    expect(definition.States.Failed.Type).toBe('Fail');
  });
});
