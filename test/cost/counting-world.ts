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
  /** Times that something waited for objects or ledger; what is under way at once is waited for once. */
  objectRounds: number;
  ledgerRounds: number;
}

/** Bytes of an item as DynamoDB counts them: the names and values of its four attributes. */
function sizeOf({ partition, sort, value }: Omit<Item, 'version'>): number {
  const bytes = (text: string) => Buffer.byteLength(text);
  return bytes(partition) + bytes(sort) + bytes(encodeJson(value)) + bytes('pkskvnbody') + 3;
}

const readUnitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / 4096));

/** The same world, in which every request is counted: a write by the KB, a consistent read by 4 KB. */
export function countingWorld(world: World): { world: World; counted: Counted } {
  const counted = nothingCounted();
  const { objects, ledger, inbox, policy } = world;
  let round: Promise<void> | undefined;
  let isLedgerRound = false;
  /** Every request of a round ends at the same moment, once nothing else goes on. */
  const waitFor = async (what: 'objects' | 'ledger'): Promise<void> => {
    if (round === undefined) {
      isLedgerRound = what === 'ledger';
      counted[isLedgerRound ? 'ledgerRounds' : 'objectRounds'] += 1;
      round = new Promise((resolve) =>
        setImmediate(() => {
          round = undefined;
          resolve();
        }),
      );
    } else if (what === 'objects' && isLedgerRound) {
      isLedgerRound = false;
      counted.ledgerRounds -= 1;
      counted.objectRounds += 1;
    }
    await round;
  };
  const object = async <Answer>(kind: 'puts' | 'gets' | 'lists', ask: () => Promise<Answer>): Promise<Answer> => {
    counted[kind] += 1;
    await waitFor('objects');
    return ask();
  };
  return {
    counted,
    world: {
      ...world,
      objects: {
        get: (key) => object('gets', () => objects.get(key)),
        getStream: (key) => object('gets', () => objects.getStream(key)),
        put: (key, bytes) => object('puts', () => objects.put(key, bytes)),
        putStream: (key, chunks) => object('puts', () => objects.putStream(key, chunks)),
        create: (key, bytes) => object('puts', () => objects.create(key, bytes)),
        list: (prefix) => object('lists', () => objects.list(prefix)),
        delete: (key) => objects.delete(key),
      },
      inbox: {
        list: () => object('lists', () => inbox.list()),
        open: async function* open(name) {
          counted.gets += 1;
          await waitFor('objects');
          yield* inbox.open(name);
        },
      },
      policy: { read: () => object('gets', () => policy.read()) },
      ledger: {
        get: async (partition, sort) => {
          await waitFor('ledger');
          const item = await ledger.get(partition, sort);
          counted.readUnits += readUnitsOf(item === undefined ? 0 : sizeOf(item));
          return item;
        },
        write: async (item, version) => {
          await waitFor('ledger');
          counted.writeUnits += Math.ceil(sizeOf(item) / 1024);
          return ledger.write(item, version);
        },
        query: async (partition, options) => {
          await waitFor('ledger');
          const items = await ledger.query(partition, options);
          counted.readUnits += readUnitsOf(items.reduce((sum, item) => sum + sizeOf(item), 0));
          return items;
        },
      },
    },
  };
}

export function nothingCounted(): Counted {
  return {
    puts: 0,
    gets: 0,
    lists: 0,
    writeUnits: 0,
    readUnits: 0,
    invocations: 0,
    objectRounds: 0,
    ledgerRounds: 0,
  };
}
