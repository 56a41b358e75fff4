import type { RunLoad } from './load.ts';

/** What AWS counts of one run of the ingest machine. */
export interface RunCounts {
  readonly puts: number;
  readonly gets: number;
  readonly lists: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly transitions: number;
  readonly invocations: number;
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
const LIST_PAGE = 1000;

/**
 * The requests of one run with files to fold, on the average of eight runs in a row; a test counts those of the machine
 * itself. The producer's PUT of each file comes on top.
 */
export function runCountsOf({ files, groups, hasConversions, claimDays, days, inboxFiles }: RunShape): RunCounts {
  const claiming = hasConversions ? 1 : 0;
  return {
    // Raw file and page of each; manifest, seen files and result; each group's results; each day.
    puts: 2 * files + 3 + groups + days + claiming * (1 + 1 / TURNS_PER_SORT),
    gets:
      // The policy, as it stands and as it was kept, twice; what was seen; then by group the manifest and the policy.
      4 +
      2 * groups +
      // Each file, to fold it and to keep it; its page, to claim and to roll up.
      (3 + claiming) * files +
      // The manifest; the head of the claims and its turns apart, their days, and all of them when they are sorted.
      claiming * (2 + (TURNS_PER_SORT - 1) / 2 + claimDays + 1) +
      (1 - claiming) +
      // The manifest, each group's results, each day as it stands, what was seen.
      2 +
      groups +
      days,
    lists: Math.max(1, Math.ceil(inboxFiles / LIST_PAGE)),
    // The open manifest, noted and struck out; each day; claims and the mark of each file; the register.
    writeUnits: 2 + days + claiming * (1 + files) + files,
    readUnits: 6 + days + claiming + (4 + claiming * 4) * files,
    // ListBatches, FoldGroups, each FoldBatches, ClaimConversions, RollUpDays, InboxIsDry, Ingested.
    transitions: 6 + groups,
    invocations: 3 + groups,
  };
}
