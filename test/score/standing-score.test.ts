import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import { encodeJson } from '../../functions/core/json.ts';
import type { ChannelBookEntry } from '../../functions/core/rollup.ts';
import type { World } from '../../functions/core/world.ts';
import { scoreChannels } from '../../functions/score/handlers/score-channels.ts';
import { loadAndScore, scoreAfresh } from '../../functions/score/load-history.ts';
import { loadBasis, type ScoreRequest } from '../../functions/score/score-basis.ts';
import { memoryWorld } from '../memory-world.ts';
import { AS_OF, bookEntry, channelOf, history, POLICY } from './account.ts';

const CHANNEL = 'google:1:1';
const days = history(40, {
  [CHANNEL]: (age) => ({ spend: 100 + (age % 9), conversions: 4, revenue: 200 + (age % 5) }),
});

async function putDay(world: World, version: number, [day, value]: readonly [string, unknown]): Promise<void> {
  const key = `rollups/${day}/${version}`;
  await world.objects.put(key, new TextEncoder().encode(encodeJson(value)));
  await world.ledger.write({ partition: 'rollup', sort: day, value: { key, version } }, version - 1);
}

async function putBook(world: World, version: number, parts: Partial<ChannelBookEntry>): Promise<void> {
  const book = [{ ...bookEntry(CHANNEL), ...parts }];
  await world.objects.put(`book/${version}`, new TextEncoder().encode(encodeJson(book)));
  await world.ledger.write({ partition: 'book', sort: 'current', value: { key: `book/${version}` } }, version - 1);
}

/** A store of 40 days of which a run has made its scores. */
async function scoredStore(parts: Partial<ChannelBookEntry> = {}): Promise<World> {
  const world = memoryWorld({ clock: { nowMs: () => Date.parse('2026-10-01T12:00:00Z') } });
  for (const rollup of days) await putDay(world, 1, [rollup.day, rollup]);
  await putBook(world, 1, parts);
  const coverage = [{ source: 'google', throughDay: AS_OF, lastActiveDay: AS_OF }];
  await world.ledger.write({ partition: 'register', sort: 'batch', value: { name: 'x.csv', coverage } }, 0);
  await scoreChannels({}, world);
  return world;
}

/** What reads a day throws from now on. */
async function deleteDays({ objects }: World): Promise<void> {
  for (const key of [...(await objects.list('rollups/')), ...(await objects.list('packs/'))]) await objects.delete(key);
}

const fresh = async (request: ScoreRequest, world: World) => scoreAfresh(await loadBasis(request, world), world);
const applied = (micros: number) => ({
  partition: 'budget',
  sort: CHANNEL,
  value: { micros, atMs: 5, runId: 'r' },
});

describe('loadAndScore', () => {
  test('answers the sheet a run has made of the very same, and reads no day for it', async () => {
    const world = await scoredStore();
    const expected = await fresh({ policy: POLICY }, world);
    await deleteDays(world);
    expect(await loadAndScore({ policy: POLICY }, world)).toEqual(expected);
    await expect(loadAndScore({ policy: { ...POLICY, outcomes: 'events' } }, world)).rejects.toThrow('rollups/');
    const otherLimits = { ...POLICY, budgetMicros: 5_000_000, acceptDays: 9, channels: [], approval: 'auto' } as const;
    expect(await loadAndScore({ policy: otherLimits }, world)).toEqual(expected);
  });

  test.each<[string, (world: World) => Promise<unknown>, Partial<ScoreRequest>]>([
    ['a restated day', (world) => putDay(world, 2, [AS_OF, { ...days[0], day: AS_OF, channels: [] }]), {}],
    ['another book', (world) => putBook(world, 2, { name: 'Renamed' }), {}],
    ['an applied budget', (world) => world.ledger.write(applied(7_000_000), 0), {}],
    ['a later start', async () => undefined, { since: addDays(AS_OF, -20) }],
    ['an earlier end', async () => undefined, { asOf: addDays(AS_OF, -3) }],
    ['another goal', async () => undefined, { policy: { ...POLICY, goal: 'conversions' } }],
    ['a margin', async () => undefined, { policy: { ...POLICY, goal: 'profit', margin: 0.4 } }],
    [
      'more evidence needed',
      async () => undefined,
      { policy: { ...POLICY, guardrails: { ...POLICY.guardrails, minConversions: 9_999 } } },
    ],
  ])('%s is scored afresh', async (_, change, asked) => {
    const world = await scoredStore();
    const standing = await loadAndScore({ policy: POLICY }, world);
    await change(world);
    const request = { policy: POLICY, ...asked };
    const answer = await loadAndScore(request, world);
    expect(answer).toEqual(await fresh(request, world));
    expect(answer).not.toEqual(standing);
  });

  test('what was applied since changes budgets and slopes of the sheet that stands', async () => {
    const world = await scoredStore({ budgetFromFile: { micros: 90_000_000, atMs: 3 } });
    await world.ledger.write(applied(110_000_000), 0);
    const expected = await fresh({ policy: POLICY }, world);
    await deleteDays(world);
    expect(await loadAndScore({ policy: POLICY }, world)).toEqual(expected);
    expect(channelOf(expected, CHANNEL)).toMatchObject({ currentMicros: 110_000_000, lastChangedAtMs: 5 });
    await world.ledger.write(applied(80_000_000), 1);
    expect(channelOf(await loadAndScore({ policy: POLICY }, world), CHANNEL).currentMicros).toBe(80_000_000);
  });

  test('a budget that somebody stated after ours was applied asks for a fresh score', async () => {
    const world = await scoredStore({ budgetFromFile: { micros: 90_000_000, atMs: 8 } });
    await world.ledger.write(applied(110_000_000), 0);
    expect(await loadAndScore({ policy: POLICY }, world)).toEqual(await fresh({ policy: POLICY }, world));
    await deleteDays(world);
    await expect(loadAndScore({ policy: POLICY }, world)).rejects.toThrow('rollups/');
  });

  test('a run that stands from before budgets were applied does not answer for after', async () => {
    const world = await scoredStore();
    await world.ledger.write(applied(7_000_000), 0);
    await scoreChannels({}, world);
    expect(channelOf(await loadAndScore({ policy: POLICY }, world), CHANNEL)).toMatchObject({
      currentMicros: 7_000_000,
      currentSource: 'applied',
    });
  });

  test('a sheet that is gone is made afresh', async () => {
    const world = await scoredStore();
    const expected = await loadAndScore({ policy: POLICY }, world);
    for (const key of await world.objects.list('scores/')) await world.objects.delete(key);
    expect(await loadAndScore({ policy: POLICY }, world)).toEqual(expected);
  });
});
