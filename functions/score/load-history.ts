import * as v from 'valibot';
import { addDays, localDayIn, type Day } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import type { ChannelBookEntry, SourceCoverage, StatedBudget } from '../core/rollup.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { refuseOtherTerms } from '../core/store-terms.ts';
import { COVERAGE_ITEM, mergeCoverage } from '../core/source-coverage.ts';
import type { World } from '../core/world.ts';
import { defaultAsOf, deliveredAsOf, lateSources } from './as-of.ts';
import { type KnownDay, loadDays, objectAt } from './load-days.ts';
import { parsedObject } from './parsed-object.ts';
import { scoreAccount, type AccountFacts } from './score-account.ts';

export interface ScoreRequest {
  /** Null or absent: the last ended day that every active source has delivered. */
  readonly asOf?: Day | null | undefined;
  /** Null or absent: all history. */
  readonly since?: Day | null | undefined;
  /** May be on its way: what the ledger holds is asked for meanwhile. */
  readonly policy: Policy | Promise<Policy>;
  /** Whether what was read day by day is written together, for who asks next. */
  readonly keepsPacks?: boolean;
}

/**
 * The score of what the store holds; writes nothing but packs of days. Throws `NoData` where there is no day to score, which is also so where
 * the store holds budgets alone.
 */
export async function loadAndScore(request: ScoreRequest, world: World): Promise<ScoreSheet> {
  const { asOf, since } = request;
  const [policy, localDay, known, coverage, book, applied] = await Promise.all([
    request.policy,
    localDayOf(request.policy),
    knownDays(world),
    coverageOf(world),
    bookOf(world),
    appliedBudgets(world.ledger),
    refuseOtherTerms(world.ledger, Promise.resolve(request.policy)),
  ]);
  const usual = defaultAsOf(coverage, addDays(localDay(world.clock.nowMs()), -1));
  const end = asOf === null || asOf === undefined ? usual : deliveredAsOf(coverage, asOf);
  if (asOf !== null && asOf !== undefined && end !== undefined) tellOfGaps(world, coverage, { asked: asOf, end });
  const firstDay = known[0]?.day;
  if (firstDay === undefined || end === undefined) {
    throw new MarginalError('NoData', 'the store holds no data yet; `marginal ingest PATH` brings some in');
  }
  if (firstDay > end) {
    throw new MarginalError('NoData', `no data as of ${end}; the store's first day is ${firstDay}`);
  }
  if (since !== null && since !== undefined && since > end) {
    throw new MarginalError('NoData', `no data since ${since}; the newest day is ${end}`);
  }
  const rollups = await loadDays(world, known, { start: since ?? null, end, keepsPacks: request.keepsPacks === true });
  const facts: AccountFacts = { rollups, book, applied, firstDay };
  const sheet = scoreAccount(facts, { asOf: end, since: since ?? null, policy, localDay });
  tellOfTestsLeftAside(world, book, sheet);
  return sheet;
}

/** While the ledger answers: the first formatter of a process takes 12 ms. */
async function localDayOf(policy: Policy | Promise<Policy>): Promise<(epochMs: number) => Day> {
  return localDayIn((await policy).timeZone);
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

/** A day that is asked for by name may be later than what some source has delivered. */
function tellOfGaps(
  world: Pick<World, 'warn'>,
  coverage: readonly SourceCoverage[],
  { asked, end }: { asked: Day; end: Day },
): void {
  if (end < asked) world.warn(`no source has delivered ${asked} yet; judged by the data up to ${end}`);
  for (const { source, throughDay } of lateSources(coverage, end)) {
    world.warn(`${source} has delivered only to ${throughDay}; its channels count zero from then to ${end}`);
  }
}

const keyItem = v.object({ key: v.string() });

async function knownDays({ ledger }: World): Promise<KnownDay[]> {
  const items = await ledger.query('rollup');
  return items.map(({ sort, value }) => ({ day: sort, key: v.parse(keyItem, value).key }));
}

const sourcesSchema = v.array(v.object({ source: v.string(), throughDay: v.string(), lastActiveDay: v.string() }));
const coverageItem = v.object({ sources: sourcesSchema });
const registerItem = v.object({ coverage: v.optional(sourcesSchema, []) });

async function coverageOf({ ledger }: World): Promise<SourceCoverage[]> {
  const standing = await ledger.get(COVERAGE_ITEM.partition, COVERAGE_ITEM.sort);
  if (standing !== undefined) return v.parse(coverageItem, standing.value).sources;
  const items = await ledger.query('register');
  return mergeCoverage(items.flatMap(({ value }) => v.parse(registerItem, value).coverage));
}

async function bookOf({ ledger, objects }: World): Promise<ChannelBookEntry[]> {
  const item = await ledger.get('book', 'current');
  return item === undefined ? [] : parsedObject(await objectAt(objects, v.parse(keyItem, item.value).key), isBook);
}

const budgetItem = v.object({ micros: v.number(), atMs: v.number() });

async function appliedBudgets(ledger: World['ledger']): Promise<Map<ChannelId, StatedBudget>> {
  const items = await ledger.query('budget');
  return new Map(items.map(({ sort, value }) => [sort, v.parse(budgetItem, value)]));
}

function isBook(value: unknown): value is ChannelBookEntry[] {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => typeof entry === 'object' && entry !== null && 'channel' in entry)
  );
}
