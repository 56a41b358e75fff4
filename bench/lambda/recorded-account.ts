import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { systemClock } from '../../functions/adapters/clock.ts';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import { folderObjects } from '../../functions/adapters/objects/folder.ts';
import { POLICY_KEY } from '../../functions/adapters/policy-key.ts';
import type { Inbox, Ledger, ObjectStore } from '../../functions/core/ports.ts';
import type { Task, World } from '../../functions/core/world.ts';
import { openDatabase } from '../../local/database.ts';
import { runMachine, type WorkflowName } from '../../local/machine.ts';
import { TASKS } from '../../workflows/tasks.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

export interface RecordedAccount {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  /** What each state was given last, by its name, and what it answered; those of ingest by a run with nothing to do. */
  readonly runId: string;
  readonly calls: ReadonlyMap<string, { readonly input: unknown; readonly answer: unknown }>;
  close(): Promise<void>;
}

interface Recording {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  readonly calls: ReadonlyMap<string, { readonly input: unknown; readonly answer: unknown }>;
  run(workflow: WorkflowName, input: Readonly<Record<string, string | null>>): Promise<unknown>;
  close(): Promise<void>;
}

/** A new store that notes what each state is given and answers. */
async function recording(inboxPath: string): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-bench-'));
  const { ledger, close } = await openDatabase();
  const objects = folderObjects(join(folder, 'objects'));
  const inbox = folderInbox([inboxPath]);
  const text = await readFile(join(EXAMPLES, 'policy.yaml'), 'utf8');
  await objects.put(POLICY_KEY, Buffer.from(text));
  const calls = new Map<string, { input: unknown; answer: unknown }>();
  const tasks = Object.fromEntries(
    await Promise.all(
      Object.entries(TASKS).map(async ([state, { load }]): Promise<[string, Task]> => {
        const task = await load();
        const recorded: Task = async (input, world) => {
          const answer = await task(input, world);
          calls.set(state, { input, answer });
          return answer;
        };
        return [state, recorded];
      }),
    ),
  );
  const world: World = {
    objects,
    ledger,
    inbox,
    clock: systemClock,
    policy: { read: async () => ({ name: POLICY_KEY, text }) },
    workflows: { start: async () => undefined },
    signal: new AbortController().signal,
    progress: () => undefined,
    warn: () => undefined,
  };
  return {
    objects,
    ledger,
    inbox,
    calls,
    run: (workflow, input) => runMachine(workflow, input, world, { executionName: workflow, tasks }),
    close: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The sample account from its inbox to a plan that is applied and taken back, so that every state has been called. */
export async function recordedAccount(): Promise<RecordedAccount> {
  const { run, ...account } = await recording(join(EXAMPLES, 'inbox'));
  for (let turn = 0; turn < 2; turn += 1) await run('ingest', { policyKey: null });
  await run('reallocate', { asOf: null, since: null, policyKey: null, ingestKey: null });
  const { runId } = v.parse(v.object({ runId: v.string() }), account.calls.get('MakePlan')?.answer);
  await run('apply', { runId, action: 'apply', by: 'bench' });
  return { ...account, runId };
}

/** What each state answers to an ingest of one small file, the budgets of the sample account; those not called are left out. */
export async function recordedLittle(): Promise<Readonly<Record<string, unknown>>> {
  const { run, calls, close } = await recording(join(EXAMPLES, 'inbox/budgets.csv'));
  await run('ingest', { policyKey: null });
  await close();
  return Object.fromEntries([...calls].map(([state, { answer }]) => [state, answer]));
}
