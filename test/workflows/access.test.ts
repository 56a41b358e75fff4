import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import type { ObjectStore } from '../../functions/core/ports.ts';
import type { Task, World } from '../../functions/core/world.ts';
import { readFileSync } from 'node:fs';
import { runMachine } from '../../local/machine.ts';
import { TASKS, type TaskSpec } from '../../workflows/tasks.ts';
import { runBackfill } from './backfill-here.ts';
import { memoryInbox, memoryLedger, memoryObjects } from '../memory-world.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const SAMPLE_POLICY = readFileSync(`${EXAMPLES}policy.yaml`, 'utf8');

/** What one state did with its world while the account was run. */
interface Trace {
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly streams: Set<string>;
  readonly deletes: Set<string>;
  readonly ledger: Set<'read' | 'write'>;
  lists: boolean;
  probes: boolean;
  inbox: boolean;
  policy: boolean;
  starts: boolean;
}

const traces = new Map<string, Trace>();

const prefixOf = (key: string): string => `${key.split('/')[0]}/`;

function traced(world: World, state: string): World {
  const trace = traces.get(state) ?? {
    reads: new Set(),
    writes: new Set(),
    streams: new Set(),
    deletes: new Set(),
    ledger: new Set(),
    lists: false,
    probes: false,
    inbox: false,
    policy: false,
    starts: false,
  };
  traces.set(state, trace);
  const { objects, ledger, inbox, policy, workflows } = world;
  const recording: ObjectStore = {
    get: async (key) => {
      trace.reads.add(prefixOf(key));
      const bytes = await objects.get(key);
      if (bytes === undefined) trace.probes = true;
      return bytes;
    },
    getStream: async (key) => {
      trace.reads.add(prefixOf(key));
      const chunks = await objects.getStream(key);
      if (chunks === undefined) trace.probes = true;
      return chunks;
    },
    put: (key, bytes) => (trace.writes.add(prefixOf(key)), objects.put(key, bytes)),
    create: (key, bytes) => (trace.writes.add(prefixOf(key)), objects.create(key, bytes)),
    putStream: (key, chunks) => (
      trace.writes.add(prefixOf(key)),
      trace.streams.add(prefixOf(key)),
      objects.putStream(key, chunks)
    ),
    list: (prefix) => ((trace.lists = true), objects.list(prefix)),
    delete: (key) => (trace.deletes.add(prefixOf(key)), objects.delete(key)),
  };
  return {
    ...world,
    objects: recording,
    ledger: {
      get: (partition, sort) => (trace.ledger.add('read'), ledger.get(partition, sort)),
      query: (partition, options) => (trace.ledger.add('read'), ledger.query(partition, options)),
      write: (item, version) => (trace.ledger.add('write'), ledger.write(item, version)),
    },
    inbox: {
      list: () => ((trace.inbox = true), inbox.list()),
      open: (name) => ((trace.inbox = true), inbox.open(name)),
    },
    policy: { read: () => ((trace.policy = true), policy.read()) },
    workflows: { start: (workflow, input) => ((trace.starts = true), workflows.start(workflow, input)) },
  };
}

/** The sample account by itself under `auto`, then rolled back; then a batch cut short, backfills, and a run that fails. */
beforeAll(async () => {
  const tasks = Object.fromEntries(
    await Promise.all(
      Object.entries(TASKS).map(async ([state, { load }]): Promise<[string, Task]> => {
        const task = await load();
        return [state, (input, world) => task(input, traced(world, state))];
      }),
    ),
  );
  const world: World = {
    objects: memoryObjects(),
    ledger: memoryLedger(),
    inbox: folderInbox([`${EXAMPLES}inbox`]),
    clock: { nowMs: () => Date.UTC(2026, 9, 1, 12) },
    policy: {
      read: async () => ({ name: 'policy.yaml', text: SAMPLE_POLICY.replace('approval: manual', 'approval: auto') }),
    },
    workflows: {
      start: async (workflow, input) =>
        void (await runMachine(workflow, input, world, { executionName: 'apply', tasks })),
    },
    signal: new AbortController().signal,
    progress: () => undefined,
    warn: () => undefined,
  };
  await runMachine('ingest', { policyKey: null }, world, { executionName: 'ingest', tasks });
  const input = { asOf: null, since: null, policyKey: null, ingestKey: null };
  const { scored } = await runMachine('reallocate', input, world, { executionName: 'reallocate', tasks });
  const runId = typeof scored === 'object' && scored !== null && 'runId' in scored ? String(scored.runId) : '';
  await runMachine('apply', { runId, action: 'rollback', by: 'ada' }, world, { executionName: 'rollback', tasks });

  const cut = memoryInbox({ 'cut.ndjson.gz': Buffer.from('1f8b0800', 'hex'), 'bad.ndjson': 'no JSON\n' });
  await runMachine('ingest', { policyKey: null }, { ...world, inbox: cut }, { executionName: 'cut', tasks });
  const otherPolicy = { read: async () => ({ name: 'policy.yaml', text: `${SAMPLE_POLICY}\n` }) };
  await runBackfill('raw', { ...world, policy: otherPolicy }, { tasks });
  await runBackfill('inbox', { ...world, inbox: cut }, { tasks });
  await expect(
    runMachine('apply', { runId: 'none', action: 'apply', by: 'ada' }, world, { executionName: 'fails', tasks }),
  ).rejects.toThrow("no run 'none'");
}, 60_000);

describe.each(Object.entries<TaskSpec>(TASKS))('%s', (state, spec) => {
  const done = () => {
    const trace = traces.get(state);
    if (trace === undefined) throw new Error(`${state} never ran`);
    return trace;
  };

  test('reads and writes below the prefixes it is granted, and is granted no prefix to write below for nothing', () => {
    const { reads, writes, streams, deletes } = done();
    expect([...reads].filter((prefix) => !spec.reads.includes(prefix))).toEqual([]);
    expect([...writes].sort()).toEqual([...spec.writes].sort());
    expect([...streams]).toEqual(spec.streams ?? []);
    expect([...deletes].filter((prefix) => spec.deletes?.includes(prefix) !== true)).toEqual([]);
  });

  test('uses the ledger just as it is granted', () => {
    const { ledger } = done();
    const granted = { none: [], read: ['read'], write: ['write'], readWrite: ['read', 'write'] }[spec.ledger];
    expect([...ledger].sort()).toEqual(granted);
  });

  test('uses inbox, policy and listing only where it is granted', () => {
    const { inbox, policy, probes, lists } = done();
    expect(inbox && !spec.readsInbox).toBe(false);
    expect(policy).toBe(spec.readsPolicy === true);
    expect((probes || policy) && spec.probes !== true).toBe(false);
    expect(lists).toBe(false);
  });
});
