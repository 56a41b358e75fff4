import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAIM_WINDOW_MS } from '../../functions/ingest/claim-index.ts';
import { type ClaimList, ClaimListBuilder } from '../../functions/ingest/claim-list.ts';
import { type ClaimingBatch, findDuplicates } from '../../functions/ingest/claim.ts';

interface Batch extends ClaimingBatch {
  readonly claims: ClaimList;
  readonly ids: readonly { readonly id: string; readonly atMs: number }[];
}

function batch(
  name: string,
  arrivalMs: number,
  ids: readonly { id: string; atMs: number }[],
  said = ids.length,
): Batch {
  const builder = new ClaimListBuilder();
  for (const { id, atMs } of ids) builder.add(Buffer.from(id), atMs, 0, 0, 1, 0);
  const times = ids.map(({ atMs }) => atMs);
  const conversions = { count: said, fromMs: Math.min(...times), toMs: Math.max(...times) };
  return { batchId: name, name, arrivalMs, conversions, claims: builder.list(), ids };
}

async function loadFresh({ claims }: Batch) {
  return { claims, duplicates: [] };
}

/** The rule as it is written, with no index and no window: the oracle. */
function oracle(batches: readonly Batch[]): Record<string, number[]> {
  const counted: { id: string; atMs: number }[] = [];
  const duplicates: Record<string, number[]> = {};
  const ordered = batches.toSorted((a, b) => a.arrivalMs - b.arrivalMs || (a.name < b.name ? -1 : 1));
  for (const { name, ids } of ordered) {
    duplicates[name] = [];
    for (const [position, { id, atMs }] of ids.entries()) {
      const isTaken = counted.some((claim) => claim.id === id && Math.abs(claim.atMs - atMs) <= CLAIM_WINDOW_MS);
      if (isTaken) duplicates[name].push(position);
      else counted.push({ id, atMs });
    }
  }
  return duplicates;
}

const ids = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    atMs: fc.integer({ min: 0, max: 30 }).map((days) => days * 86_400_000),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('claims', () => {
  test('are those of the rule, batch after batch, however many batches come at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ids, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (lists, step) => {
          const batches = lists.map((list, index) => batch(`b${index}`, Math.floor(index / 2), list));
          const found = new Map<Batch, readonly number[]>();
          for (let start = 0; start < batches.length; start += step) {
            const fresh = batches.slice(start, start + step);
            const answer = await findDuplicates(fresh, batches.slice(0, start), async (loaded) => ({
              claims: loaded.claims,
              duplicates: found.get(loaded) ?? [],
            }));
            for (const [claimed, positions] of answer) found.set(claimed, positions);
          }
          const named = Object.fromEntries([...found].map(([{ name }, positions]) => [name, positions]));
          expect(named).toEqual(oracle(batches));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of more ids than memory holds are walked in passes, to the same end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ids, { minLength: 1, maxLength: 6 }), async (lists) => {
        // Batches that say they hold millions make for several passes.
        const batches = lists.map((list, index) => batch(`b${index}`, index, list, 3_000_000));
        let loads = 0;
        const found = await findDuplicates(batches, [], async ({ claims }) => {
          loads += 1;
          return { claims, duplicates: [] };
        });
        expect(loads).toBe(batches.length * Math.ceil((batches.length * 3) / 4));
        expect(Object.fromEntries([...found].map(([{ name }, positions]) => [name, positions]))).toEqual(
          oracle(batches),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('exactly seven days apart is a duplicate, a millisecond more is not', async () => {
    const first = batch('1', 0, [{ id: 'a', atMs: 0 }]);
    const second = batch('2', 0, [
      { id: 'a', atMs: CLAIM_WINDOW_MS },
      { id: 'a', atMs: CLAIM_WINDOW_MS + 1 },
    ]);
    expect((await findDuplicates([second], [first], loadFresh)).get(second)).toEqual([0]);
  });

  test('a batch out of reach is not read', async () => {
    const old = batch('old', 0, [{ id: 'a', atMs: 0 }]);
    const fresh = batch('new', 1, [{ id: 'a', atMs: 2 * CLAIM_WINDOW_MS }]);
    const read: string[] = [];
    await findDuplicates([fresh], [old], async ({ name, claims }) => {
      read.push(name);
      return { claims, duplicates: [] };
    });
    expect(read).toEqual(['new']);
  });
});
