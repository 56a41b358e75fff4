import { describe, expect, test } from 'vitest';
import type { Task } from '../../functions/core/world.ts';
import { runCountsOf } from '../../functions/cost/run-counts.ts';
import { runMachine, WORKFLOWS } from '../../local/machine.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { countingWorld, type Counted } from './counting-world.ts';

const INTERVAL_MS = 300_000;
/** Turns of claims are sorted at every eighth: what comes before fills them up, what is counted is one round of it. */
const RUNS_BEFORE = 8;
const RUNS_COUNTED = 8;

function eventsOf(run: number, file: number, hasConversions: boolean): string {
  const lines = Array.from({ length: 200 }, (_, index) => ({
    at: NOON_2026_10_01 + run * INTERVAL_MS - 1000 * (index % 100),
    channel: `google:1234567890:${index % 50}`,
    type: hasConversions && index % 20 === 0 ? 'conversion' : 'impression',
    id: `${run}-${file}-${index}`,
  }));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Handlers that are counted; states that are no task are passed once a run, as the definition says. */
async function countedTasks(counted: Counted): Promise<Record<string, Task>> {
  const states = ['ListBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays'] as const;
  const tasks: Record<string, Task> = {};
  for (const state of states) {
    const task = await TASKS[state].load();
    tasks[state] = (input, world) => {
      counted.invocations += 1;
      return task(input, world);
    };
  }
  return tasks;
}

/** The average of eight runs of the embedded machine, each with so many new files. */
async function measured(files: number, hasConversions: boolean): Promise<Counted> {
  const store = memoryWorld();
  const inbox: Record<string, string> = {};
  const sums: Counted = { puts: 0, gets: 0, lists: 0, writeUnits: 0, readUnits: 0, invocations: 0 };
  for (let run = 0; run < RUNS_BEFORE + RUNS_COUNTED; run += 1) {
    for (let file = 0; file < files; file += 1) {
      inbox[`web-${String(run).padStart(6, '0')}-${file}-0123456789abcdef.ndjson`] = eventsOf(
        run,
        file,
        hasConversions,
      );
    }
    const clock = fixedClock(NOON_2026_10_01 + run * INTERVAL_MS);
    const { world, counted } = countingWorld({ ...store, clock, inbox: memoryInbox(inbox) });
    await runMachine('ingest', { policyKey: null }, world, {
      executionName: `run-${run}`,
      tasks: await countedTasks(counted),
    });
    if (run < RUNS_BEFORE) continue;
    for (const key of ['puts', 'gets', 'lists', 'writeUnits', 'readUnits', 'invocations'] as const) {
      sums[key] += counted[key] / RUNS_COUNTED;
    }
  }
  return sums;
}

describe('the model of a run', () => {
  test.each([
    [1, true],
    [3, true],
    [2, false],
  ])('is what the machine itself asks for: %i files, conversions: %s', async (files, hasConversions) => {
    const counted = await measured(files, hasConversions);
    const { transitions, ...model } = runCountsOf({
      files,
      groups: 1,
      hasConversions,
      claimDays: 1,
      days: 1,
      inboxFiles: files * (RUNS_BEFORE + RUNS_COUNTED),
    });
    expect(model).toEqual(counted);
    const others = Object.values(WORKFLOWS.ingest.States).filter(({ Type }) => !['Task', 'Fail'].includes(Type));
    expect(transitions).toBe(counted.invocations + others.length);
  });
});
