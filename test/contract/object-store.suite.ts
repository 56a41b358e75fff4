import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../functions/core/ports.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (object: Uint8Array | undefined) => (object === undefined ? undefined : new TextDecoder().decode(object));

/** What every object store must do. `open` answers an empty one and the function that closes it. */
export function objectStoreSuite(
  name: string,
  open: () => Promise<{ objects: ObjectStore; close: () => Promise<void> }>,
): void {
  describe(`object store contract: ${name}`, () => {
    let objects: ObjectStore;
    let close: () => Promise<void>;

    beforeAll(async () => {
      ({ objects, close } = await open());
    });
    afterAll(() => close());

    test('an object that was never written is undefined, and its prefix lists nothing', async () => {
      expect(await objects.get('missing/a')).toBeUndefined();
      expect(await objects.list('missing/')).toEqual([]);
    });

    test('what was put is read back; putting again replaces it', async () => {
      await objects.put('put/a', bytes('first'));
      await objects.put('put/a', bytes('second'));
      expect(text(await objects.get('put/a'))).toBe('second');
    });

    test('what was put is read back in chunks, which may be gone once the next one is there', async () => {
      const put = new Uint8Array(3_000_000).map((_, index) => index % 251);
      await objects.put('stream-back/a', put);
      await objects.put('stream-back/empty', bytes(''));
      const read = async (key: string) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of (await objects.getStream(key)) ?? []) parts.push(Uint8Array.from(chunk));
        return Buffer.concat(parts);
      };
      expect((await read('stream-back/a')).equals(put)).toBe(true);
      expect((await read('stream-back/empty')).length).toBe(0);
      expect(await objects.getStream('stream-back/missing')).toBeUndefined();
    });

    test('creating where an object stands answers false and changes nothing', async () => {
      expect(await objects.create('create/a', bytes('first'))).toBe(true);
      expect(await objects.create('create/a', bytes('second'))).toBe(false);
      expect(text(await objects.get('create/a'))).toBe('first');
    });

    test('of many creators exactly one wins', async () => {
      const creators = Array.from({ length: 8 }, (_, creator) => String(creator));
      const won = await Promise.all(creators.map((creator) => objects.create('race/a', bytes(creator))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text(await objects.get('race/a'))).toBe(String(won.indexOf(true)));
    });

    test('listing answers the keys with the prefix in order of their bytes, whatever the folders', async () => {
      for (const key of ['list/b/1', 'list/a', 'list/b/0', 'list/b-1', 'list/é', 'other/a'])
        await objects.put(key, bytes(key));
      expect(await objects.list('list/')).toEqual(['list/a', 'list/b-1', 'list/b/0', 'list/b/1', 'list/é']);
      expect(await objects.list('list/b')).toEqual(['list/b-1', 'list/b/0', 'list/b/1']);
      expect(await objects.list('list/b/')).toEqual(['list/b/0', 'list/b/1']);
    });

    test('a deleted object is gone; deleting nothing is no error', async () => {
      await objects.put('delete/a', bytes('a'));
      await objects.delete('delete/a');
      await objects.delete('delete/a');
      expect(await objects.get('delete/a')).toBeUndefined();
    });

    test('a stream is written whole; one that fails half-way leaves nothing', async () => {
      await objects.putStream(
        'stream/a',
        (async function* chunks() {
          yield bytes('one ');
          yield bytes('two');
        })(),
      );
      expect(text(await objects.get('stream/a'))).toBe('one two');
      const failing = (async function* chunks() {
        yield bytes('half');
        throw new RangeError('the source broke');
      })();
      await expect(objects.putStream('stream/b', failing)).rejects.toThrow('the source broke');
      expect(await objects.get('stream/b')).toBeUndefined();
      expect(await objects.list('stream/')).toEqual(['stream/a']);
    });

    test('a stream of many megabytes, in pieces of any size, is read back whole', async () => {
      const whole = Buffer.alloc(21 * 2 ** 20);
      for (let at = 0; at < whole.length; at += 4) whole.writeUInt32LE(at, at);
      await objects.putStream(
        'stream/large',
        (async function* chunks() {
          for (let at = 0, size = 1; at < whole.length; at += size, size = (size * 3) % 1_000_003) {
            yield whole.subarray(at, at + size);
          }
        })(),
      );
      const read = await objects.get('stream/large');
      expect(read !== undefined && whole.equals(read)).toBe(true);
      await objects.delete('stream/large');
    });

    test('a stream of nothing is an empty object', async () => {
      await objects.putStream('empty/a', (async function* chunks() {})());
      expect((await objects.get('empty/a'))?.length).toBe(0);
    });

    test('a hostile key stays inside the store and comes back as it was', async () => {
      for (const key of [
        'hostile/../../etc/passwd',
        'hostile/./.hidden',
        'hostile//x',
        'hostile/a\\b:c?*"<>|%',
        `hostile/${'😀'.repeat(80)}`,
      ]) {
        await objects.put(key, bytes(key));
        expect(text(await objects.get(key))).toBe(key);
      }
      expect(await objects.list('hostile/')).toHaveLength(5);
    });

    test('any key round-trips', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), async (name) => {
          const key = `any/${name}`;
          await objects.put(key, bytes(key));
          expect(text(await objects.get(key))).toBe(key);
          expect(await objects.list('any/')).toContain(key);
        }),
        { numRuns: 60 },
      );
    });
  });
}
