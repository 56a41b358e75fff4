import * as v from 'valibot';
import { addDays, localDayIn, type Day } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import type { Policy } from '../core/policy.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { ChannelBookEntry, DayRollup, SourceCoverage, StatedBudget } from '../core/rollup.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { refuseOtherTerms } from '../core/store-terms.ts';
import { COVERAGE_ITEM, mergeCoverage } from '../core/source-coverage.ts';
import type { World } from '../core/world.ts';
import { defaultAsOf, deliveredAsOf, lateSources } from './as-of.ts';
import { MEAN_SPEND_DAYS } from './current-budget.ts';
import { scoreAccount, type AccountFacts } from './score-account.ts';

/** Objects read at the same time: hides the latency of a bucket, keeps few days in memory twice. */
const READS_AT_ONCE = 16;

export interface ScoreRequest {
  /** Null or absent: the last ended day that every active source has delivered. */
  readonly asOf?: Day | null | undefined;
  /** Null or absent: all history. */
  readonly since?: Day | null | undefined;
  readonly policy: Policy;
}

/**
 * The score of what the store holds; writes nothing. Throws `NoData` where there is no day to score, which is also so where
 * the store holds budgets alone.
 */
export async function loadAndScore({ asOf, since, policy }: ScoreRequest, world: World): Promise<ScoreSheet> {
  await refuseOtherTerms(world.ledger, policy);
  const localDay = localDayIn(policy.timeZone);
  const known = await knownDays(world);
  const coverage = await coverageOf(world);
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
  const facts = await loadFacts(world, known, { start: since ?? null, end, firstDay });
  const sheet = scoreAccount(facts, { asOf: end, since: since ?? null, policy, localDay });
  tellOfTestsLeftAside(world, facts.book, sheet);
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

interface KnownDay {
  readonly day: Day;
  readonly key: string;
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

async function loadFacts(
  world: World,
  known: readonly KnownDay[],
  { start, end, firstDay }: { start: Day | null; end: Day; firstDay: Day },
): Promise<AccountFacts> {
  const { objects, ledger } = world;
  const meanSpendFrom = addDays(end, 1 - MEAN_SPEND_DAYS);
  const from = start === null || start < meanSpendFrom ? start : meanSpendFrom;
  const wanted = known.filter(({ day }) => day <= end && (from === null || day >= from));
  const rollups: DayRollup[] = [];
  for (let next = 0; next < wanted.length; next += READS_AT_ONCE) {
    const some = wanted.slice(next, next + READS_AT_ONCE);
    for (const bytes of await Promise.all(some.map(({ key }) => read(objects, key)))) {
      rollups.push(parsed(bytes, isDayRollup));
    }
    world.progress({ step: 'read days', done: rollups.length, total: wanted.length, unit: 'days' });
  }
  const bookItem = await ledger.get('book', 'current');
  const bookBytes = bookItem === undefined ? undefined : await read(objects, v.parse(keyItem, bookItem.value).key);
  return {
    rollups,
    book: bookBytes === undefined ? [] : parsed(bookBytes, isBook),
    applied: await appliedBudgets(ledger),
    firstDay,
  };
}

const budgetItem = v.object({ micros: v.number(), atMs: v.number() });

async function appliedBudgets(ledger: World['ledger']): Promise<Map<ChannelId, StatedBudget>> {
  const items = await ledger.query('budget');
  return new Map(items.map(({ sort, value }) => [sort, v.parse(budgetItem, value)]));
}

async function read(objects: ObjectStore, key: string): Promise<Uint8Array> {
  const bytes = await objects.get(key);
  if (bytes === undefined) throw new Error(`the ledger names '${key}', but no such object is there`);
  return bytes;
}

/** Amounts are safe integers here, so they need no reviver, which takes ten times as long (60 against 6 ms for 10,000 rows). */
function parsed<Value>(bytes: Uint8Array, is: (value: unknown) => value is Value): Value {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!is(value)) throw new TypeError('an object of the store does not have the shape its key promises');
  return value;
}

/** Our own immutable objects are checked at their outside only: a million rows would take longer to check than to score. */
function isDayRollup(value: unknown): value is DayRollup {
  return (
    typeof value === 'object' &&
    value !== null &&
    'day' in value &&
    'channels' in value &&
    Array.isArray(value.channels)
  );
}

function isBook(value: unknown): value is ChannelBookEntry[] {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => typeof entry === 'object' && entry !== null && 'channel' in entry)
  );
}
