import { type StateMachineDefinition, StateMachine } from 'aws-local-stepfunctions';
import { MarginalError, messageOf } from '../functions/core/errors.ts';
import { encodeJson } from '../functions/core/json.ts';
import type { Task, World } from '../functions/core/world.ts';
import apply from '../workflows/apply.asl.json' with { type: 'json' };
import ingest from '../workflows/ingest.asl.json' with { type: 'json' };
import reallocate from '../workflows/reallocate.asl.json' with { type: 'json' };
import { taskStates } from '../workflows/task-states.ts';
import { TASKS } from '../workflows/tasks.ts';
import { abortable } from './abortable.ts';

export const WORKFLOWS = { ingest, reallocate, apply } as const;

export type WorkflowName = keyof typeof WORKFLOWS;

/** What AWS allows a state to take or give; the interpreter itself would pass a megabyte. */
const PAYLOAD_BYTES_MAX = 262_144;

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export type JsonRecord = { [key: string]: unknown };

export interface MachineOptions {
  readonly executionName: string;
  /** Handlers by state name; the real ones unless a test puts a faulty one in. */
  readonly tasks?: Readonly<Record<string, Task>>;
  /** Milliseconds between tries, by state name; a test waits for nothing. */
  readonly retryIntervalOverrides?: Readonly<Record<string, number>>;
}

type MachineInput = Readonly<Record<string, string | boolean | null>>;

/**
 * Runs a workflow's own definition, the one that is deployed, over the same handlers in this process.
 * Throws the error of the handler that failed it, once its failure is recorded; `Interrupted` after an abort.
 */
export function runMachine(
  workflow: WorkflowName,
  input: MachineInput,
  world: World,
  options: MachineOptions,
): Promise<JsonRecord> {
  return runDefinition({ name: workflow, definition: WORKFLOWS[workflow] }, input, world, options);
}

/** The same for any definition whose tasks are in workflows/tasks.ts. */
export async function runDefinition(
  workflow: { readonly name: string; readonly definition: unknown },
  input: MachineInput,
  world: World,
  { executionName, tasks = {}, retryIntervalOverrides = {} }: MachineOptions,
): Promise<JsonRecord> {
  const definition = definitionOf(workflow.definition);
  const checked = abortable(world);
  let failure: unknown;

  const invoke = async (state: string, payload: JsonValue): Promise<JsonValue> => {
    // The failure of an aborted run is recorded too, through the world that still writes.
    const recording = state === 'RecordFailure';
    try {
      const task = tasks[state] ?? (await taskOf(state));
      return await roundTrip(state, await task(await roundTrip(state, payload), recording ? world : checked));
    } catch (error) {
      if (!recording) failure = error;
      throw asLambdaFailure(error);
    }
  };

  // A test validates each definition; doing it here again would take half a second of every command.
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const execution = machine.run(
    { ...input },
    {
      context: { Execution: { Name: executionName, Input: { ...input } } },
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(
          taskStates(definition).map((state) => [state, (payload: JsonValue) => invoke(state, payload)]),
        ),
        retryIntervalOverrides: { ...retryIntervalOverrides },
      },
    },
  );
  try {
    return recordOf(await execution.result);
  } catch (error) {
    if (world.signal.aborted) {
      throw new MarginalError('Interrupted', 'interrupted; the next run completes what is missing', { cause: failure });
    }
    if (failure instanceof MarginalError) throw failure;
    throw new MarginalError('RunFailed', `${workflow.name} failed: ${messageOf(failure ?? error)}`, {
      cause: failure ?? error,
    });
  }
}

async function taskOf(state: string): Promise<Task> {
  if (!isTaskName(state)) throw new TypeError(`state '${state}' has no handler in workflows/tasks.ts`);
  return TASKS[state].load();
}

function isTaskName(state: string): state is keyof typeof TASKS {
  return state in TASKS;
}

/** Between two states only JSON travels, as on AWS: a Date, NaN or a megabyte fails here and not in production. */
async function roundTrip(state: string, payload: unknown): Promise<JsonValue> {
  const text = encodeJson(payload ?? null);
  const bytes = Buffer.byteLength(text);
  if (bytes > PAYLOAD_BYTES_MAX) {
    throw new MarginalError(
      'PayloadTooLarge',
      `state ${state}: a payload of ${bytes} bytes; at most ${PAYLOAD_BYTES_MAX} are allowed`,
    );
  }
  return JSON.parse(text);
}

/** An error as the machine sees that of a Lambda: `Error` is its name, `Cause` a JSON text of type, message, trace. */
function asLambdaFailure(error: unknown): Error {
  const { name, stack } = error instanceof Error ? error : new Error(String(error));
  const cause = { errorType: name, errorMessage: messageOf(error), trace: (stack ?? '').split('\n') };
  return Object.assign(new Error(JSON.stringify(cause)), { name });
}

function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The definition with its placeholders filled as a deployment fills them. */
function definitionOf(definition: unknown): StateMachineDefinition {
  const text = encodeJson(definition).replaceAll(
    /\$\{(\w+)Arn\}/g,
    'arn:aws:lambda:us-east-1:000000000000:function:$1',
  );
  return JSON.parse(text);
}
