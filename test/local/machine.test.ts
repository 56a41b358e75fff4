import { describe, expect, test } from 'vitest';
import type { Task, World } from '../../functions/core/world.ts';
import { runMachine } from '../../local/machine.ts';
import { memoryWorld } from '../memory-world.ts';

const run = (tasks: Readonly<Record<string, Task>>, world: World = memoryWorld()) => {
  const empty: Task = async () => ({});
  const all = {
    PrepareChanges: empty,
    LowerBudgets: empty,
    RaiseBudgets: empty,
    CloseChanges: empty,
    RecordFailure: empty,
    ...tasks,
  };
  return runMachine('apply', { runId: 'r' }, world, { executionName: 'x', tasks: all });
};
const prepared: Task = async () => ({ changesKey: 'k' });

describe('the local invoker gives a handler what AWS would', () => {
  test('only JSON passes: a Date arrives as text', async () => {
    const answer = await run({ PrepareChanges: prepared, CloseChanges: async () => ({ at: new Date(0) }) });
    expect(answer).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });

  test('NaN fails where it is made', async () => {
    await expect(run({ PrepareChanges: async () => ({ changesKey: NaN }) })).rejects.toThrow(/NaN/);
  });

  test('a payload of 256 KB passes, one byte more does not', async () => {
    const text = 'x'.repeat(262_144 - '{"text":""}'.length);
    expect(await run({ PrepareChanges: prepared, CloseChanges: async () => ({ text }) })).toEqual({ text });
    const more = run({ PrepareChanges: prepared, CloseChanges: async () => ({ text: `${text}x` }) });
    await expect(more).rejects.toMatchObject({ code: 'PayloadTooLarge' });
  });

  test('an interrupted run writes nothing more, but its failure is recorded', async () => {
    const controller = new AbortController();
    const world = memoryWorld({ signal: controller.signal });
    const interrupted = run(
      {
        PrepareChanges: async () => {
          controller.abort();
          return { changesKey: 'k' };
        },
        LowerBudgets: async (_input, { objects }) => objects.put('changes/r', new Uint8Array(1)),
        RecordFailure: async (_input, { objects }) => objects.put('failure', new Uint8Array(1)),
      },
      world,
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'Interrupted' });
    expect(await world.objects.list('')).toEqual(['failure']);
  });
});
