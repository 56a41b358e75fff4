import { describe, expect, test } from 'vitest';
import type { Inbox, InboxFile } from '../../functions/core/ports.ts';
import type { Task } from '../../functions/core/world.ts';
import { INGEST_STATES as STATES, type IngestState, runCountsOf } from '../../functions/cost/run-counts.ts';
import { runMachine, WORKFLOWS } from '../../local/machine.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { fixedClock, memoryInbox, memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';
import { countingWorld, type Counted, nothingCounted } from './counting-world.ts';

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

/** The model is of files that are worth a function of their own, so they are listed as such. */
function large(inbox: Inbox): Inbox {
  const sized = (files: readonly InboxFile[]) => files.map((file) => ({ ...file, bytes: 2 << 20 }));
  return {
    ...inbox,
    list: async () => {
      const { files, unreadable } = await inbox.list();
      return { files: sized(files), unreadable };
    },
  };
}

type Sums = Record<IngestState, Counted>;

/** Handlers of which each request is counted; states that are no task are passed once a run, as the definition says. */
async function countedTasks(sums: Sums): Promise<Record<string, Task>> {
  const tasks: Record<string, Task> = {};
  for (const state of STATES) {
    const task = await TASKS[state].load();
    tasks[state] = async (input, world) => {
      const { world: watched, counted } = countingWorld(world);
      const answer = await task(input, watched);
      for (const key of COUNTS) sums[state][key] += counted[key] / RUNS_COUNTED;
      sums[state].invocations += 1 / RUNS_COUNTED;
      return answer;
    };
  }
  return tasks;
}

const COUNTS = ['puts', 'gets', 'lists', 'writeUnits', 'readUnits', 'objectRounds', 'ledgerRounds'] as const;

/** The average of eight runs of the embedded machine, each with so many new files. */
async function measured(files: number, hasConversions: boolean): Promise<Sums> {
  const store = memoryWorld();
  const inbox: Record<string, string> = {};
  const newSums = (): Sums => ({
    ListBatches: nothingCounted(),
    FoldBatches: nothingCounted(),
    ClaimConversions: nothingCounted(),
    RollUpDays: nothingCounted(),
  });
  const [before, sums] = [newSums(), newSums()];
  for (let run = 0; run < RUNS_BEFORE + RUNS_COUNTED; run += 1) {
    for (let file = 0; file < files; file += 1) {
      inbox[`web-${String(run).padStart(6, '0')}-${file}-0123456789abcdef.ndjson`] = eventsOf(
        run,
        file,
        hasConversions,
      );
    }
    const clock = fixedClock(NOON_2026_10_01 + run * INTERVAL_MS);
    const world = { ...store, clock, inbox: large(memoryInbox(inbox)) };
    const tasks = await countedTasks(run < RUNS_BEFORE ? before : sums);
    await runMachine('ingest', { policyKey: null }, world, { executionName: `run-${run}`, tasks });
  }
  return sums;
}

describe('the model of a run', () => {
  test.each([
    [1, true],
    [3, true],
    [10, true],
    [2, false],
  ])('is what the machine itself asks for: %i files, conversions: %s', async (files, hasConversions) => {
    const counted = await measured(files, hasConversions);
    const { transitions, states } = runCountsOf({
      files,
      groups: 1,
      hasConversions,
      claimDays: 1,
      days: 1,
      inboxFiles: files * (RUNS_BEFORE + RUNS_COUNTED),
    });
    expect(states).toEqual(counted);
    const others = Object.values(WORKFLOWS.ingest.States).filter(({ Type }) => !['Task', 'Fail'].includes(Type));
    const invocations = STATES.reduce((sum, state) => sum + counted[state].invocations, 0);
    expect(transitions).toBe(invocations + others.length);
  });
});
