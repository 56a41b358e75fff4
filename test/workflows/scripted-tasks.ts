import { MarginalError } from '../../functions/core/errors.ts';
import type { Task } from '../../functions/core/world.ts';
import { type WorkflowName, WORKFLOWS, runMachine } from '../../local/machine.ts';
import { taskStates } from '../../workflows/task-states.ts';
import { memoryWorld } from '../memory-world.ts';

/** What a state answers, or throws; a list is worked off call by call, its last entry stays. */
export type Script = Readonly<Record<string, unknown>>;

export interface Trace {
  readonly calls: { state: string; input: unknown }[];
  readonly outcome: unknown;
}

/** Runs a real definition over scripted handlers; nothing waits between tries. */
export async function runScripted(
  workflow: WorkflowName,
  input: Readonly<Record<string, string | boolean | null>>,
  script: Script,
): Promise<Trace> {
  const calls: { state: string; input: unknown }[] = [];
  const states = taskStates(WORKFLOWS[workflow]);
  const tasks = Object.fromEntries(
    states.map((state): [string, Task] => [
      state,
      async (given) => {
        const earlier = calls.filter((call) => call.state === state).length;
        calls.push({ state, input: given });
        const answers = Array.isArray(script[state]) ? script[state] : [script[state] ?? {}];
        const answer: unknown = answers[Math.min(earlier, answers.length - 1)];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    ]),
  );
  const outcome = await runMachine(workflow, input, memoryWorld(), {
    executionName: 'test-execution',
    tasks,
    retryIntervalOverrides: Object.fromEntries(states.map((state) => [state, 0])),
  }).catch((error: unknown) => error);
  return { calls, outcome };
}

export const namesOf = ({ calls }: Trace): string[] => calls.map(({ state }) => state);

export const throttled = (): Error =>
  Object.assign(new Error('Rate exceeded'), { name: 'Lambda.TooManyRequestsException' });

export const conflict = (): Error => new MarginalError('Conflict', 'changed by somebody else meanwhile');
