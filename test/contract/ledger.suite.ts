import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ledger } from '../../functions/core/ports.ts';

/** What every ledger must do. `open` answers an empty one and the function that closes it. */
export function ledgerSuite(name: string, open: () => Promise<{ ledger: Ledger; close: () => Promise<void> }>): void {
  describe(`ledger contract: ${name}`, () => {
    let ledger: Ledger;
    let close: () => Promise<void>;
    let partitions = 0;
    const freshPartition = () => `partition-${(partitions += 1)}`;

    beforeAll(async () => {
      ({ ledger, close } = await open());
    });
    afterAll(() => close());

    test('an item that was never written is undefined', async () => {
      expect(await ledger.get(freshPartition(), 'a')).toBeUndefined();
    });

    test('what was written is read back with version 1', async () => {
      const partition = freshPartition();
      const value = { text: 'ü😀', number: 2 ** 53 - 1, none: null, list: [1, [true]], nested: { empty: '' } };
      expect(await ledger.write({ partition, sort: 'a', value }, 0)).toBe(true);
      expect(await ledger.get(partition, 'a')).toEqual({ partition, sort: 'a', version: 1, value });
    });

    test('a first write where an item stands is refused and changes nothing', async () => {
      const partition = freshPartition();
      await ledger.write({ partition, sort: 'a', value: { of: 'first' } }, 0);
      expect(await ledger.write({ partition, sort: 'a', value: { of: 'second' } }, 0)).toBe(false);
      expect((await ledger.get(partition, 'a'))?.value).toEqual({ of: 'first' });
    });

    test('a write on the expected version stands, on any other it is refused', async () => {
      const partition = freshPartition();
      await ledger.write({ partition, sort: 'a', value: { step: 1 } }, 0);
      expect(await ledger.write({ partition, sort: 'a', value: { step: 2 } }, 1)).toBe(true);
      expect(await ledger.write({ partition, sort: 'a', value: { step: 3 } }, 1)).toBe(false);
      expect(await ledger.write({ partition, sort: 'missing', value: {} }, 1)).toBe(false);
      expect(await ledger.get(partition, 'a')).toMatchObject({ version: 2, value: { step: 2 } });
    });

    test('of many writers on one version exactly one wins', async () => {
      const partition = freshPartition();
      const writers = Array.from({ length: 8 }, (_, writer) => writer);
      const won = await Promise.all(
        writers.map((writer) => ledger.write({ partition, sort: 'a', value: { writer } }, 0)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await ledger.get(partition, 'a'))?.value).toEqual({ writer: won.indexOf(true) });
    });

    test('a query answers its own partition in order of sort, both ways, from a place on, up to a limit', async () => {
      const partition = freshPartition();
      for (const sort of ['b#2', 'a#1', 'b#1', 'c']) await ledger.write({ partition, sort, value: { sort } }, 0);
      await ledger.write({ partition: freshPartition(), sort: 'b#0', value: {} }, 0);
      const sorts = async (options: Parameters<Ledger['query']>[1]) =>
        (await ledger.query(partition, options)).map(({ sort }) => sort);
      expect(await sorts({})).toEqual(['a#1', 'b#1', 'b#2', 'c']);
      expect(await sorts({ descending: true })).toEqual(['c', 'b#2', 'b#1', 'a#1']);
      expect(await sorts({ prefix: 'b#' })).toEqual(['b#1', 'b#2']);
      expect(await sorts({ after: 'b#1' })).toEqual(['b#2', 'c']);
      expect(await sorts({ after: 'b#2', descending: true })).toEqual(['b#1', 'a#1']);
      expect(await sorts({ limit: 2 })).toEqual(['a#1', 'b#1']);
    });

    test('a query of more than one page of a megabyte answers all of it', async () => {
      const partition = freshPartition();
      const filler = 'x'.repeat(300_000);
      for (let index = 0; index < 5; index += 1)
        await ledger.write({ partition, sort: String(index), value: { filler } }, 0);
      expect(await ledger.query(partition)).toHaveLength(5);
    });

    test('any text is a sort key and any JSON a value', async () => {
      const partition = freshPartition();
      await fc.assert(
        fc.asyncProperty(
          fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
          fc.dictionary(
            fc.string({ minLength: 1 }),
            fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
          ),
          async (sort, value) => {
            const version = (await ledger.get(partition, sort))?.version ?? 0;
            expect(await ledger.write({ partition, sort, value: { ...value } }, version)).toBe(true);
            expect((await ledger.get(partition, sort))?.value).toEqual({ ...value });
          },
        ),
        { numRuns: 50 },
      );
    });
  });
}
