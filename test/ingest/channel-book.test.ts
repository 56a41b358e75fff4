import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelNote } from '../../functions/core/facts.ts';
import { bindChannelBook, type NotedFile } from '../../functions/ingest/channel-book.ts';

function file(
  name: string,
  arrivalMs: number,
  notes: readonly Partial<ChannelNote>[],
  kind: NotedFile['kind'] = 'performance',
  statedAtMs: number | null = null,
): NotedFile {
  return {
    kind,
    rank: { statedAtMs, arrivalMs, name, batchId: name },
    notes: notes.map((note) => ({ channel: 'google:1:2', ...note })),
  };
}

describe('the channel book', () => {
  test('what nobody stated: the id as name, the platform of the id, a daily budget, not paused', () => {
    expect(bindChannelBook([file('a', 1, [{}])])).toEqual([
      {
        channel: 'google:1:2',
        name: 'google:1:2',
        platform: 'google',
        budgetKind: 'daily',
        paused: false,
        budgetFromFile: null,
        budgetFromReport: null,
      },
    ]);
  });

  test('tests of a channel stand beside one another; one that starts on the same day replaces the older', () => {
    const found = (start: string, roasMicros: number) => ({
      liftTests: [{ start, end: '2026-08-01', roasMicros, standardErrorMicros: 1 }],
    });
    const files = [
      file('second', 20, [found('2026-07-01', 3)]),
      file('first', 10, [found('2026-07-01', 2), found('2026-05-01', 4)]),
    ];
    const [entry] = bindChannelBook(files);
    expect(entry?.liftTests?.map(({ start, roasMicros }) => [start, roasMicros])).toEqual([
      ['2026-05-01', 4],
      ['2026-07-01', 3],
    ]);
    expect(bindChannelBook(files.toReversed())).toEqual([entry]);
  });

  test('of each field the newest statement stands: the note, else the file, else its arrival says when', () => {
    const [entry] = bindChannelBook([
      file('new', 30, [{ name: 'New name', dailyBudgetMicros: 7, statedAtMs: 10 }]),
      file('old', 20, [{ name: 'Old name', dailyBudgetMicros: 5, status: 'paused', budgetKind: 'shared' }]),
      file('mid', 99, [{ platform: 'radio' }], 'performance', 5),
      file('budgets', 25, [{ dailyBudgetMicros: 40 }], 'budgets'),
    ]);
    expect(entry).toEqual({
      channel: 'google:1:2',
      name: 'Old name',
      platform: 'radio',
      budgetKind: 'shared',
      paused: true,
      budgetFromFile: { micros: 40, atMs: 25 },
      budgetFromReport: { micros: 5, atMs: 20 },
    });
  });

  test('a campaign that was paused and is active again is not paused', () => {
    const [entry] = bindChannelBook([file('a', 1, [{ status: 'paused' }]), file('b', 2, [{ status: 'active' }])]);
    expect(entry?.paused).toBe(false);
  });

  test('the order of files does not matter; channels ascend', () => {
    const note = fc.record(
      {
        channel: fc.constantFrom('a', 'b', 'ü'),
        name: fc.string(),
        dailyBudgetMicros: fc.nat(),
        statedAtMs: fc.nat(3),
      },
      { requiredKeys: ['channel'] },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.array(note, { maxLength: 3 })), { maxLength: 6 }), (list) => {
        const files = list.map(([arrivalMs, notes], index) => file(`f${index}`, arrivalMs, notes));
        const book = bindChannelBook(files);
        expect(bindChannelBook(files.toReversed())).toEqual(book);
        const ids = book.map(({ channel }) => channel);
        expect(ids).toEqual(ids.toSorted());
      }),
    );
  });
});
