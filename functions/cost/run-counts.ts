import type { RunLoad } from './load.ts';

/** What one state asks for in a run, all its invocations together. */
export interface StateCounts {
  readonly invocations: number;
  readonly puts: number;
  readonly gets: number;
  readonly lists: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Times that it waits for the store, or for the ledger; what is under way at once is waited for once. */
  readonly objectRounds: number;
  readonly ledgerRounds: number;
}

export const INGEST_STATES = ['ListBatches', 'FoldBatches', 'ClaimConversions', 'RollUpDays'] as const;

export type IngestState = (typeof INGEST_STATES)[number];

/** What AWS counts of one run of the ingest machine. */
export interface RunCounts {
  readonly states: Readonly<Record<IngestState, StateCounts>>;
  readonly transitions: number;
}

export interface RunShape extends Pick<RunLoad, 'files' | 'groups'> {
  readonly hasConversions: boolean;
  /** Days (UTC) within seven days of the conversions: the objects with their ids are read. */
  readonly claimDays: number;
  /** Local days the events fall on. */
  readonly days: number;
  /** Files that still lie in the inbox. */
  readonly inboxFiles: number;
}

/** Turns of claims are sorted into days at every eighth. */
const TURNS_PER_SORT = 8;
/** What was taken is noted in an object at every fourth file, or once a run. */
const FILES_PER_NOTE = 4;
const LIST_PAGE = 1000;
/** Objects, and items, that are read at once. */
const READ_AHEAD = 8;
const READS_AT_ONCE = 16;

/**
 * The requests of one run with files to fold, none of which has a fault, on the average of eight runs in a row; a test
 * counts those of the machine itself.
 */
export function runCountsOf({ files, groups, hasConversions, claimDays, days, inboxFiles }: RunShape): RunCounts {
  const claiming = hasConversions ? 1 : 0;
  const notes = 1 / Math.max(1, Math.ceil(FILES_PER_NOTE / files));
  return {
    states: {
      ListBatches: {
        invocations: 1,
        // The policy, as it stands and as it is kept; what was seen.
        gets: 3,
        // The manifest.
        puts: 1,
        lists: Math.max(1, Math.ceil(inboxFiles / LIST_PAGE)),
        // Terms, lease, what is open; the manifest is noted as open.
        readUnits: 3,
        writeUnits: 1,
        objectRounds: 4 + Math.max(1, Math.ceil(inboxFiles / LIST_PAGE)),
        ledgerRounds: 4,
      },
      FoldBatches: {
        invocations: groups,
        // Manifest and policy; each file, which is folded while it is kept.
        gets: 2 * groups + files,
        // Its raw file and its page.
        puts: 2 * files,
        lists: 0,
        // Whether it is known, the terms; the register.
        readUnits: 2 * files,
        writeUnits: files,
        objectRounds: 2 * groups + 3 * files,
        ledgerRounds: 3 * files,
      },
      ClaimConversions: {
        invocations: 1,
        // The manifest; pages; the head of the claims and its turns apart, their days, and all of them when sorted.
        gets: 1 + claiming * (1 + files + (TURNS_PER_SORT - 1) / 2 + claimDays + 1),
        puts: claiming * (1 + 1 / TURNS_PER_SORT),
        lists: 0,
        // What is open; the register; the claims, and the mark of each file, before and as it is written.
        readUnits: 1 + files + claiming * (1 + 3 * files),
        writeUnits: claiming * (1 + files),
        // The manifest; the head; pages and ids, several at a time; those that are sorted; what is decided.
        objectRounds:
          1 + claiming * (1 + roundsOf(files, READ_AHEAD) + claimRounds(claimDays) + 1 + 3 / TURNS_PER_SORT),
        ledgerRounds: 1 + roundsOf(files, READS_AT_ONCE) + claiming * (2 + 3 * roundsOf(files, READS_AT_ONCE) + files),
      },
      RollUpDays: {
        invocations: 1,
        // The manifest, each group's results, pages, each day as it stands, what was seen.
        gets: 1 + groups + files + days + notes,
        // Each day, the result, what was seen.
        puts: days + 1 + notes,
        lists: 0,
        // What is open, twice; the register, marks; each day; the coverage.
        readUnits: 3 + files + claiming * files + days,
        // Each day; what was open is struck out.
        writeUnits: days + 1,
        objectRounds: 1 + days + roundsOf(files, READ_AHEAD) + days + roundsOf(groups, READ_AHEAD) + 1 + 2 * notes,
        ledgerRounds: 1 + roundsOf(files, READS_AT_ONCE) * (1 + claiming) + 2 * days + 1 + 2,
      },
    },
    // ListBatches, FoldGroups, each FoldBatches, ClaimConversions, RollUpDays, InboxIsDry, Ingested.
    transitions: 6 + groups,
  };
}

function roundsOf(requests: number, atOnce: number): number {
  return Math.ceil(requests / atOnce);
}

/** Of the days and the turns that lie apart, none to seven of them, on the average. */
function claimRounds(claimDays: number): number {
  let rounds = 0;
  for (let apart = 0; apart < TURNS_PER_SORT; apart += 1) rounds += roundsOf(claimDays + apart, READ_AHEAD);
  return rounds / TURNS_PER_SORT;
}
