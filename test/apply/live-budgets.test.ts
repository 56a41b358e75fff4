import { describe, expect, test } from 'vitest';
import { believedBudget } from '../../functions/apply/live-budgets.ts';
import { statedBudgets } from '../../functions/apply/stated-budgets.ts';
import { encodeJson } from '../../functions/core/json.ts';
import type { ChannelBookEntry, StatedBudget } from '../../functions/core/rollup.ts';
import type { AppliedBudget } from '../../functions/core/run-ledger.ts';
import { memoryWorld } from '../memory-world.ts';

const LINE = { channel: 'google:1:2', destination: 'sheet', fromMicros: 10 };
const PLANNED_AT_MS = 1000;

const OURS: AppliedBudget = {
  channel: LINE.channel,
  micros: 0,
  previousMicros: 0,
  atMs: 0,
  by: 'ada',
  runId: 'older',
  action: 'apply',
  destination: 'sheet',
  epoch: 1,
  seq: '1',
  version: 1,
};

function believed(ours: { micros: number; atMs: number; runId?: string } | null, ...stated: StatedBudget[]): number {
  const applied: AppliedBudget[] = ours === null ? [] : [{ ...OURS, ...ours }];
  const budgets = new Map(applied.map((budget) => [budget.channel, budget]));
  return believedBudget(LINE, {
    runId: 'r1',
    believedSinceMs: PLANNED_AT_MS,
    budgets,
    stated: new Map([[LINE.channel, stated]]),
  });
}

describe('where a destination cannot tell, today’s budget is', () => {
  test('what the plan knew, while nothing newer was said', () => {
    expect(believed(null)).toBe(10);
    expect(believed({ micros: 8, atMs: 999 }, { micros: 7, atMs: 1000 })).toBe(10);
  });

  test('what we wrote since, in this run or another', () => {
    expect(believed({ micros: 8, atMs: 1000 })).toBe(8);
    expect(believed({ micros: 8, atMs: 999, runId: 'r1' })).toBe(8);
  });

  test('what a file or a report states since, if that is newer than ours', () => {
    expect(believed(null, { micros: 7, atMs: 1001 }, { micros: 6, atMs: 1002 })).toBe(6);
    expect(believed({ micros: 8, atMs: 1001 }, { micros: 7, atMs: 1001 })).toBe(8);
    expect(believed({ micros: 8, atMs: 1001 }, { micros: 7, atMs: 1002 })).toBe(7);
  });
});

test('stated budgets come from the newest channel book, and there may be none', async () => {
  const world = memoryWorld();
  expect(await statedBudgets(world)).toEqual(new Map());
  const entry: ChannelBookEntry = {
    channel: LINE.channel,
    name: 'Brand',
    platform: 'google',
    budgetKind: 'daily',
    paused: false,
    budgetFromFile: null,
    budgetFromReport: { micros: 7, atMs: 5 },
  };
  await world.objects.put('book/1', new TextEncoder().encode(encodeJson([entry])));
  await world.ledger.write({ partition: 'book', sort: 'current', value: { key: 'book/1' } }, 0);
  expect(await statedBudgets(world)).toEqual(new Map([[LINE.channel, [{ micros: 7, atMs: 5 }]]]));
});
