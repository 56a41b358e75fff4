import { MarginalError } from '../functions/core/errors.ts';
import type { Clock, Inbox, Item, Ledger, ObjectStore } from '../functions/core/ports.ts';
import type { World } from '../functions/core/world.ts';

/** Objects in a map; passes the same contract suite as the folder and S3. */
export function memoryObjects(): ObjectStore {
  const objects = new Map<string, Uint8Array>();
  return {
    get: async (key) => objects.get(key)?.slice(),
    getStream: async (key) => {
      const bytes = objects.get(key);
      return bytes === undefined ? undefined : passing(bytes);
    },
    put: async (key, bytes) => void objects.set(key, bytes.slice()),
    putStream: async (key, chunks) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
      objects.set(key, Buffer.concat(parts));
    },
    create: async (key, bytes) => {
      if (objects.has(key)) return false;
      objects.set(key, bytes.slice());
      return true;
    },
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    delete: async (key) => void objects.delete(key),
  };
}

/** Chunks that are overwritten when the next one is asked for: whoever keeps one is found out. */
async function* passing(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = Uint8Array.from(bytes.subarray(at, at + CHUNK_BYTES));
    yield chunk;
    chunk.fill(0);
  }
}

/** A ledger in a map; passes the same contract suite as DynamoDB. */
export function memoryLedger(): Ledger {
  const partitions = new Map<string, Map<string, Item>>();
  return {
    get: async (partition, sort) => partitions.get(partition)?.get(sort),
    write: async ({ partition, sort, value }, expectedVersion) => {
      const items = partitions.get(partition) ?? new Map<string, Item>();
      if ((items.get(sort)?.version ?? 0) !== expectedVersion) return false;
      items.set(sort, { partition, sort, value: structuredClone(value), version: expectedVersion + 1 });
      partitions.set(partition, items);
      return true;
    },
    query: async (partition, { prefix = '', after, descending = false, limit = Infinity } = {}) => {
      const items = [...(partitions.get(partition)?.values() ?? [])]
        .filter(({ sort }) => sort.startsWith(prefix))
        .sort((a, b) => (a.sort < b.sort ? -1 : 1));
      if (descending) items.reverse();
      return items
        .filter(({ sort }) => after === undefined || (descending ? sort < after : sort > after))
        .slice(0, limit);
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

const CHUNK_BYTES = 1 << 18;

const NOT_THERE_YET = /(^|\/)\.|\.part(\/|$)/;

/** An inbox of files held in memory; passes the same contract suite as the folder and S3. */
export function memoryInbox(files: Readonly<Record<string, string | Uint8Array>>): Inbox {
  return {
    list: async () => ({
      files: Object.entries(files)
        .filter(([name]) => !NOT_THERE_YET.test(name))
        .map(([name, content]) => ({
          name,
          bytes: bytesOf(content).length,
          fingerprint: `${name}:${bytesOf(content).length}`,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      unreadable: [],
    }),
    open: async function* open(name) {
      const content = files[name];
      if (content === undefined) throw new MarginalError('UnreadableFile', `cannot read '${name}': it is not there`);
      const bytes = bytesOf(content);
      for (let at = 0; at < Math.max(1, bytes.length); at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    },
  };
}

export const NOON_2026_10_01 = Date.parse('2026-10-01T12:00:00Z');

export function fixedClock(nowMs = NOON_2026_10_01): Clock {
  return { nowMs: () => nowMs };
}

/** A whole world in memory; any part can be replaced. */
export function memoryWorld(parts: Partial<World> = {}): World {
  return {
    objects: memoryObjects(),
    ledger: memoryLedger(),
    inbox: memoryInbox({}),
    clock: fixedClock(),
    policy: { read: async () => ({ name: 'policy.yaml', text: 'currency: USD\ntimeZone: UTC\n' }) },
    workflows: { start: async () => undefined },
    signal: new AbortController().signal,
    progress: () => undefined,
    warn: () => undefined,
    ...parts,
  };
}
