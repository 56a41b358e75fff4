import * as v from 'valibot';
import { addDays, localDayIn, type Day } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import type { ScoringPolicy } from '../core/policy.ts';
import type { SourceCoverage, StatedBudget } from '../core/rollup.ts';
import { COVERAGE_ITEM, mergeCoverage } from '../core/source-coverage.ts';
import { refuseOtherTerms } from '../core/store-terms.ts';
import type { World } from '../core/world.ts';
import { defaultAsOf, deliveredAsOf, lateSources } from './as-of.ts';
import type { KnownDay } from './load-days.ts';

export interface ScoreRequest {
  /** Null or absent: the last ended day that every active source has delivered. */
  readonly asOf?: Day | null | undefined;
  /** Null or absent: all history. */
  readonly since?: Day | null | undefined;
  /** May be on its way: what the ledger holds is asked for meanwhile. */
  readonly policy: ScoringPolicy | Promise<ScoringPolicy>;
}

/** What a score is made from, as the ledger names it: objects by their keys, none of them read yet. */
export interface ScoreBasis {
  readonly policy: ScoringPolicy;
  readonly localDay: (epochMs: number) => Day;
  /** The day it is made as of. */
  readonly end: Day;
  readonly since: Day | null;
  /** First day any source has delivered. */
  readonly firstDay: Day;
  /** All days with their newest version, ascending. */
  readonly known: readonly KnownDay[];
  /** The channel book; null where there is none. */
  readonly bookKey: string | null;
  /** Newest budget of ours by channel. */
  readonly applied: ReadonlyMap<ChannelId, StatedBudget>;
}

/** Throws `NoData` where there is no day to score, which is also so where the store holds budgets alone. */
export async function loadBasis(request: ScoreRequest, world: World): Promise<ScoreBasis> {
  const { asOf } = request;
  const since = request.since ?? null;
  const [policy, localDay, known, coverage, bookKey, applied] = await Promise.all([
    request.policy,
    localDayOf(request.policy),
    knownDays(world),
    coverageOf(world),
    bookKeyOf(world),
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
  if (since !== null && since > end) {
    throw new MarginalError('NoData', `no data since ${since}; the newest day is ${end}`);
  }
  return { policy, localDay, end, since, firstDay, known, bookKey, applied };
}

/** While the ledger answers: the first formatter of a process takes 12 ms. */
async function localDayOf(policy: ScoringPolicy | Promise<ScoringPolicy>): Promise<(epochMs: number) => Day> {
  return localDayIn((await policy).timeZone);
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

async function bookKeyOf({ ledger }: World): Promise<string | null> {
  const item = await ledger.get('book', 'current');
  return item === undefined ? null : v.parse(keyItem, item.value).key;
}

const appliedBudget = v.object({ micros: v.number(), atMs: v.number() });

async function appliedBudgets(ledger: World['ledger']): Promise<Map<ChannelId, StatedBudget>> {
  const items = await ledger.query('budget');
  return new Map(items.map(({ sort, value }) => [sort, v.parse(appliedBudget, value)]));
}
