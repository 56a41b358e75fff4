import { expect, test } from 'vitest';
import { factsHash, type ChannelFacts } from '../../functions/score/facts-hash.ts';
import { bookEntry } from './account.ts';

const stating = (micros: number, atMs: number) => bookEntry('a', { budgetFromFile: { micros, atMs } });
const day = { epochDay: 20_000, spendMicros: 5, conversionMicros: 1, revenueMicros: 9, completeness: 0.5 };
const facts: ChannelFacts = Object.freeze({
  entry: stating(7, 100),
  applied: null,
  days: [day],
  recentSpendMicros: 5n,
  liftTests: [],
});
const hashWith = (part: Partial<ChannelFacts>) => factsHash([{ ...facts, ...part }]);

test('when a budget was stated does not matter, how much does', () => {
  expect(hashWith({ entry: stating(7, 999) })).toBe(factsHash([facts]));
  expect(hashWith({ entry: stating(8, 100) })).not.toBe(factsHash([facts]));
});

test('a budget of ours does not matter, one stated since does', () => {
  expect(hashWith({ applied: { micros: 3, atMs: 200 } })).toBe(factsHash([facts]));
  expect(hashWith({ applied: { micros: 3, atMs: 50 } })).not.toBe(factsHash([facts]));
});

test.each([
  [{ days: [] }],
  [{ days: [{ ...day, revenueMicros: 8 }] }],
  [{ days: [{ ...day, conversionMicros: null }] }],
  [{ days: [{ ...day, conversionMicros: 0 }] }],
  [{ days: [{ ...day, completeness: 1 }] }],
  [{ recentSpendMicros: 6n }],
  [
    {
      liftTests: [{ start: '2026-05-12', end: '2026-05-26', roasMicros: 2_100_000, standardErrorMicros: 300_000 }],
    },
  ],
  [{ entry: bookEntry('a', { paused: true, budgetFromFile: { micros: 7, atMs: 100 } }) }],
])('other facts have another hash: %o', (part) => {
  expect(hashWith(part)).not.toBe(factsHash([facts]));
});
