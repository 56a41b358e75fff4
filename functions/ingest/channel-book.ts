import type { Day } from '../core/calendar.ts';
import { platformOf, type ChannelId } from '../core/channel.ts';
import type { BudgetKind, ChannelNote } from '../core/facts.ts';
import type { LiftTest } from '../core/lift-test.ts';
import type { ChannelBookEntry, StatedBudget } from '../core/rollup.ts';
import { compareDeliveries, type DeliveryRank } from './rollup.ts';

/** The notes of one file. */
export interface NotedFile {
  readonly kind: 'performance' | 'budgets';
  readonly rank: DeliveryRank;
  readonly notes: readonly ChannelNote[];
}

interface Stated<T> {
  readonly value: T;
  readonly rank: DeliveryRank;
}

interface Draft {
  name?: Stated<string> | undefined;
  platform?: Stated<string> | undefined;
  budgetKind?: Stated<BudgetKind> | undefined;
  status?: Stated<'active' | 'paused'> | undefined;
  budgetFromFile?: Stated<number> | undefined;
  budgetFromReport?: Stated<number> | undefined;
  /** By the day they start on. */
  readonly liftTests: Map<Day, Stated<LiftTest>>;
}

/**
 * The newest statement of each field, whatever order the files come in. What nobody stated is: the id as name, the
 * platform the id names, a daily budget, not paused.
 */
export function bindChannelBook(files: readonly NotedFile[]): ChannelBookEntry[] {
  const drafts = new Map<ChannelId, Draft>();
  for (const { kind, rank, notes } of files) {
    for (const note of notes) {
      const stamp = note.statedAtMs === undefined ? rank : { ...rank, statedAtMs: note.statedAtMs };
      const draft: Draft = drafts.get(note.channel) ?? { liftTests: new Map<Day, Stated<LiftTest>>() };
      drafts.set(note.channel, draft);
      draft.name = newer(draft.name, note.name, stamp);
      draft.platform = newer(draft.platform, note.platform, stamp);
      draft.budgetKind = newer(draft.budgetKind, note.budgetKind, stamp);
      draft.status = newer(draft.status, note.status, stamp);
      const budget = kind === 'budgets' ? 'budgetFromFile' : 'budgetFromReport';
      draft[budget] = newer(draft[budget], note.dailyBudgetMicros, stamp);
      for (const test of note.liftTests ?? []) {
        const newest = newer(draft.liftTests.get(test.start), test, stamp);
        if (newest !== undefined) draft.liftTests.set(test.start, newest);
      }
    }
  }
  return [...drafts]
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([channel, draft]) => ({
      channel,
      name: draft.name?.value ?? channel,
      platform: draft.platform?.value ?? platformOf(channel),
      budgetKind: draft.budgetKind?.value ?? 'daily',
      paused: draft.status?.value === 'paused',
      budgetFromFile: budgetOf(draft.budgetFromFile),
      budgetFromReport: budgetOf(draft.budgetFromReport),
      ...liftTestsOf(draft),
    }));
}

/** The newer of what stands and what a note says. */
function newer<T>(standing: Stated<T> | undefined, value: T | undefined, rank: DeliveryRank): Stated<T> | undefined {
  if (value === undefined) return standing;
  return standing === undefined || compareDeliveries(standing.rank, rank) <= 0 ? { value, rank } : standing;
}

function liftTestsOf({ liftTests }: Draft): Pick<ChannelBookEntry, 'liftTests'> {
  if (liftTests.size === 0) return {};
  const tests = [...liftTests.values()].map(({ value }) => value);
  return { liftTests: tests.sort((a, b) => (a.start < b.start ? -1 : 1)) };
}

function budgetOf(stated: Stated<number> | undefined): StatedBudget | null {
  if (stated === undefined) return null;
  return { micros: stated.value, atMs: stated.rank.statedAtMs ?? stated.rank.arrivalMs };
}
