import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import type { ObjectStore } from '../../functions/core/ports.ts';
import type { DayRollup } from '../../functions/core/rollup.ts';
import { type KnownDay, loadDays } from '../../functions/score/load-days.ts';
import { memoryObjects } from '../memory-world.ts';
import { AS_OF, history } from './account.ts';

const rollups = history(90, { 'google:1:1': (age) => ({ spend: 100 + age, conversions: 4, revenue: 200 }) });
const keyOf = ({ day }: DayRollup, version: string) => `rollups/${day}/${version}`;

async function put(objects: ObjectStore, rollup: DayRollup, version = 'a'): Promise<KnownDay> {
  const key = keyOf(rollup, version);
  await objects.put(key, new TextEncoder().encode(JSON.stringify(rollup)));
  return { day: rollup.day, key };
}

async function storeOf(days: readonly DayRollup[]) {
  const objects = memoryObjects();
  const known: KnownDay[] = [];
  for (const rollup of days) known.push(await put(objects, rollup));
  return { objects, known };
}

/** What is asked of a store, by its first part. */
function counted(objects: ObjectStore) {
  const asked = { rollups: 0, packs: 0 };
  const get = async (key: string) => {
    if (key.startsWith('packs/')) asked.packs += 1;
    else asked.rollups += 1;
    return objects.get(key);
  };
  return { objects: { ...objects, get }, asked };
}

const all = { start: null, end: AS_OF };
const progress = () => undefined;
const load = (objects: ObjectStore, known: readonly KnownDay[], span: { start: string | null; end: string } = all) =>
  loadDays({ objects, progress }, known, { ...span, keepsPacks: false });
const keep = (objects: ObjectStore, known: readonly KnownDay[], span: { start: string | null; end: string } = all) =>
  loadDays({ objects, progress }, known, { ...span, keepsPacks: true });

describe('loadDays', () => {
  test('days come in the order they are known in, from packs as one by one', async () => {
    const { objects, known } = await storeOf(rollups);
    expect(await keep(objects, known)).toEqual(rollups);
    expect(await load(objects, known)).toEqual(rollups);
    expect(await load(objects, known.toReversed())).toEqual(rollups.toReversed());
  });

  test('90 days that were kept are read in four objects', async () => {
    const { objects, known } = await storeOf(rollups);
    const first = counted(objects);
    await keep(first.objects, known);
    expect(first.asked.rollups).toBe(90);
    const second = counted(objects);
    await load(second.objects, known);
    expect(second.asked).toEqual({ rollups: 0, packs: 4 });
  });

  test('who only asks writes nothing', async () => {
    const { objects, known } = await storeOf(rollups);
    await load(objects, known);
    expect(await objects.list('packs/')).toEqual([]);
  });

  test('a day that was delivered again is read anew, and it alone', async () => {
    const { objects, known } = await storeOf(rollups);
    await keep(objects, known);
    const restated = rollups.map((rollup, at) => (at === 50 ? { ...rollup, channels: [] } : rollup));
    const [changed] = restated.slice(50);
    if (changed === undefined) throw new Error('there are 90 days');
    const then = [...known.slice(0, 50), await put(objects, changed, 'b'), ...known.slice(51)];
    const { objects: seen, asked } = counted(objects);
    expect(await keep(seen, then)).toEqual(restated);
    expect(asked.rollups).toBe(1);
    expect(await load(counted(objects).objects, then)).toEqual(restated);
  });

  test('a score of some days leaves the others in their packs', async () => {
    const { objects, known } = await storeOf(rollups);
    await keep(objects, known.slice(0, -1));
    const last = { start: addDays(AS_OF, -1), end: AS_OF };
    await keep(objects, known, last);
    const { objects: seen, asked } = counted(objects);
    await load(seen, known);
    expect(asked.rollups).toBe(0);
  });

  test('a large day stays an object of its own, a small one beside it does not', async () => {
    const [small, large] = rollups;
    if (small === undefined || large === undefined) throw new Error('there are 90 days');
    const channels = large.channels.flatMap((channel) => Array.from({ length: 2000 }, () => channel));
    const days = [small, { ...large, channels }];
    const { objects, known } = await storeOf(days);
    await keep(objects, known);
    const { objects: seen, asked } = counted(objects);
    expect(await load(seen, known)).toEqual(days);
    expect(asked.rollups).toBe(1);
  });
});
