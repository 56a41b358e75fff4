import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byArrival, findDuplicates } from '../../functions/ingest/claim.ts';
import { CLAIM_WINDOW_MS, IdSet } from '../../functions/ingest/claim-index.ts';
import { ClaimListBuilder } from '../../functions/ingest/claim-list.ts';
import {
  type ClaimedIds,
  decodeClaimedIds,
  encodeClaimedIds,
  joinIds,
  spanOf,
} from '../../functions/ingest/claimed-ids.ts';

interface Conversion {
  readonly id: string;
  readonly atMs: number;
}

function listOf(conversions: readonly Conversion[]): ClaimedIds {
  const builder = new ClaimListBuilder();
  for (const { id, atMs } of conversions) builder.add(Buffer.from(id), atMs, 0, 0, 1, 0);
  return builder.list();
}

async function* each(...lists: readonly ClaimedIds[]): AsyncGenerator<ClaimedIds> {
  yield* lists;
}

/** The rule as it is written, with no index and no window: the oracle. */
function oracle(lists: readonly (readonly Conversion[])[]): number[][] {
  const counted: Conversion[] = [];
  return lists.map((list) =>
    list.flatMap(({ id, atMs }, position) => {
      const isTaken = counted.some((claim) => claim.id === id && Math.abs(claim.atMs - atMs) <= CLAIM_WINDOW_MS);
      if (!isTaken) counted.push({ id, atMs });
      return isTaken ? [position] : [];
    }),
  );
}

const conversions = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    atMs: fc.integer({ min: 0, max: 30 }).map((days) => days * 86_400_000),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('claims', () => {
  test('are those of the rule, list after list, however many come at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(conversions, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (lists, step) => {
          const counted: ClaimedIds[] = [];
          const found: number[][] = [];
          for (let start = 0; start < lists.length; start += step) {
            const fresh = lists.slice(start, start + step).map(listOf);
            const answer = await findDuplicates(fresh, each(...counted));
            for (const [index, list] of fresh.entries()) {
              const refused = new Set(answer[index]);
              counted.push(joinIds([list], (_, position) => !refused.has(position)));
            }
            found.push(...answer);
          }
          expect(found).toEqual(oracle(lists));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('exactly seven days apart is a duplicate, a millisecond more is not', async () => {
    const first = listOf([{ id: 'a', atMs: 0 }]);
    const second = listOf([
      { id: 'a', atMs: CLAIM_WINDOW_MS },
      { id: 'a', atMs: CLAIM_WINDOW_MS + 1 },
    ]);
    expect(await findDuplicates([second], each(first))).toEqual([[0]]);
  });

  test('go by arrival, then by name', () => {
    const ranks = [
      { name: 'b', arrivalMs: 1 },
      { name: 'c', arrivalMs: 0 },
      { name: 'a', arrivalMs: 1 },
    ];
    expect(ranks.toSorted(byArrival).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });
});

test('a set of ids holds what was added, however many', () => {
  const set = new IdSet();
  for (let id = 0; id < 5000; id += 1) set.add(id % 7, id);
  for (let id = 0; id < 5000; id += 1) expect(set.has(id % 7, id) && !set.has((id + 1) % 7, id)).toBe(true);
});

describe('counted ids', () => {
  const idsOf = ({ length, hashHigh, hashLow, atMs }: ClaimedIds) =>
    Array.from({ length }, (_, index) => [hashHigh[index], hashLow[index], atMs[index]].join('.')).sort();

  test('come back from their bytes with the header; their order makes no difference', () => {
    fc.assert(
      fc.property(conversions, (list) => {
        const ids = listOf(list);
        const bytes = encodeClaimedIds(ids, { note: 'x' });
        const { header, ids: decoded } = decodeClaimedIds(bytes, 'k');
        expect(header).toEqual({ note: 'x' });
        expect(idsOf(decoded)).toEqual(idsOf(ids));
        expect(encodeClaimedIds(listOf(list.toReversed()), { note: 'x' })).toEqual(bytes);
        const times = list.map(({ atMs }) => atMs);
        expect(spanOf(decoded)).toEqual({ fromMs: Math.min(...times), toMs: Math.max(...times) });
      }),
    );
  });

  test('damaged bytes are refused, not read', () => {
    const bytes = encodeClaimedIds(listOf([{ id: 'a', atMs: 5 }]), {});
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => decodeClaimedIds(damaged, 'k')).toThrow(expect.objectContaining({ code: 'ObjectUnreadable' }));
    }
  });
});
