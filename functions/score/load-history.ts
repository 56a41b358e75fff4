import { loadObject } from '../core/load-object.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { ChannelBookEntry } from '../core/rollup.ts';
import type { ScoreSheet } from '../core/scored.ts';
import type { World } from '../core/world.ts';
import { loadDays } from './load-days.ts';
import { parsedObject } from './parsed-object.ts';
import { scoreAccount } from './score-account.ts';
import { loadBasis, type ScoreBasis, type ScoreRequest } from './score-basis.ts';
import { standingScore } from './standing-score.ts';

/**
 * The score of what the store holds, for who asks: the sheet of a run that was made of the very same, else a fresh one.
 * Writes nothing. Throws `NoData` where there is no day to score.
 */
export async function loadAndScore(request: ScoreRequest, world: World): Promise<ScoreSheet> {
  const basis = await loadBasis(request, world);
  const book = bookOf(basis, world.objects);
  const [standing] = await Promise.all([standingScore(basis, book, world.objects), book]);
  if (standing === undefined) return scoreOf(basis, book, world, { keepsPacks: false });
  tellOfTestsLeftAside(world, await book, standing);
  return standing;
}

/** A fresh score of what the store holds; writes packs of the days it has read one by one, for who asks next. */
export async function scoreAfresh(basis: ScoreBasis, world: World): Promise<ScoreSheet> {
  return scoreOf(basis, bookOf(basis, world.objects), world, { keepsPacks: true });
}

async function scoreOf(
  basis: ScoreBasis,
  bookComing: Promise<ChannelBookEntry[]>,
  world: World,
  { keepsPacks }: { readonly keepsPacks: boolean },
): Promise<ScoreSheet> {
  const { policy, localDay, end, since, firstDay, known, applied } = basis;
  const [rollups, book] = await Promise.all([loadDays(world, known, { start: since, end, keepsPacks }), bookComing]);
  const sheet = scoreAccount({ rollups, book, applied, firstDay }, { asOf: end, since, policy, localDay });
  tellOfTestsLeftAside(world, book, sheet);
  return sheet;
}

function tellOfTestsLeftAside(
  world: Pick<World, 'warn'>,
  book: readonly ChannelBookEntry[],
  { channels, goal }: ScoreSheet,
): void {
  const tested = book.filter(({ liftTests = [] }) => liftTests.length > 0).map(({ channel }) => channel);
  if (tested.length > 0 && goal === 'conversions') {
    world.warn('lift tests say what spend returned in revenue; they are left aside for the goal conversions');
  }
  const known = new Set(channels.filter(({ days }) => days > 0).map(({ channel }) => channel));
  for (const channel of tested.filter((channel) => !known.has(channel))) {
    world.warn(`there is no data of '${channel}': its lift test is left aside`);
  }
}

async function bookOf({ bookKey }: ScoreBasis, objects: ObjectStore): Promise<ChannelBookEntry[]> {
  return bookKey === null ? [] : parsedObject(await loadObject(objects, bookKey), isBook);
}

function isBook(value: unknown): value is ChannelBookEntry[] {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => typeof entry === 'object' && entry !== null && 'channel' in entry)
  );
}
