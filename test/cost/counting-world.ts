import { encodeJson } from '../../functions/core/json.ts';
import type { Item } from '../../functions/core/ports.ts';
import type { World } from '../../functions/core/world.ts';

/** What AWS would bill of the calls a world gets. */
export interface Counted {
  puts: number;
  gets: number;
  lists: number;
  writeUnits: number;
  readUnits: number;
  invocations: number;
}

/** Bytes of an item as DynamoDB counts them: the names and values of its four attributes. */
function sizeOf({ partition, sort, value }: Omit<Item, 'version'>): number {
  const bytes = (text: string) => Buffer.byteLength(text);
  return bytes(partition) + bytes(sort) + bytes(encodeJson(value)) + bytes('pkskvnbody') + 3;
}

const readUnitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / 4096));

/** The same world, in which every request is counted: a write by the KB, a consistent read by 4 KB. */
export function countingWorld(world: World): { world: World; counted: Counted } {
  const counted: Counted = { puts: 0, gets: 0, lists: 0, writeUnits: 0, readUnits: 0, invocations: 0 };
  const { objects, ledger, inbox, policy } = world;
  return {
    counted,
    world: {
      ...world,
      objects: {
        get: (key) => ((counted.gets += 1), objects.get(key)),
        put: (key, bytes) => ((counted.puts += 1), objects.put(key, bytes)),
        putStream: (key, chunks) => ((counted.puts += 1), objects.putStream(key, chunks)),
        create: (key, bytes) => ((counted.puts += 1), objects.create(key, bytes)),
        list: (prefix) => ((counted.lists += 1), objects.list(prefix)),
        delete: (key) => objects.delete(key),
      },
      inbox: {
        list: () => ((counted.lists += 1), inbox.list()),
        open: (name) => ((counted.gets += 1), inbox.open(name)),
      },
      policy: { read: () => ((counted.gets += 1), policy.read()) },
      ledger: {
        get: async (partition, sort) => {
          const item = await ledger.get(partition, sort);
          counted.readUnits += readUnitsOf(item === undefined ? 0 : sizeOf(item));
          return item;
        },
        write: (item, version) => {
          counted.writeUnits += Math.ceil(sizeOf(item) / 1024);
          return ledger.write(item, version);
        },
        query: async (partition, options) => {
          const items = await ledger.query(partition, options);
          counted.readUnits += readUnitsOf(items.reduce((sum, item) => sum + sizeOf(item), 0));
          return items;
        },
      },
    },
  };
}
