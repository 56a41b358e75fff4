import type { Task } from '../functions/core/world.ts';

/** What a function may do with a store; `infra/` grants just this. */
export type Access = 'none' | 'read' | 'write' | 'readWrite';

/**
 * One state of a machine: where its handler is, and what it needs on AWS. Time-outs nest: state > function > client.
 * `memoryMb` 1,769 is one whole vCPU.
 */
export interface TaskSpec {
  readonly entry: string;
  readonly load: () => Promise<Task>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Prefixes of the data bucket. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly ledger: Access;
  readonly readsInbox: boolean;
  /** Reads `policy.yaml`, the policy that stands. */
  readonly readsPolicy?: true;
  /** Asks for objects that may not be there: without leave to list, S3 answers that with 403 instead of 404. */
  readonly probes?: true;
  /** Keeps refused files of the inbox aside. */
  readonly parks?: true;
  /** Prefixes it deletes below: what a file that turned out bad had left. */
  readonly deletes?: readonly string[];
  /** Prefixes it writes in parts, which a failure takes back. */
  readonly streams?: readonly string[];
}

export const TASKS = {
  ListBatches: {
    entry: 'functions/ingest/handlers/list-batches.ts',
    load: async () => (await import('../functions/ingest/handlers/list-batches.ts')).listBatches,
    timeoutSeconds: 60,
    memoryMb: 1024,
    reads: ['manifests/', 'policies/', 'pages/', 'raw/', 'rejects/'],
    writes: ['manifests/', 'policies/', 'raw/', 'pages/', 'rejects/'],
    ledger: 'readWrite',
    readsInbox: true,
    readsPolicy: true,
    probes: true,
    parks: true,
    deletes: ['rejects/'],
    streams: ['raw/'],
  },
  ListRawFiles: {
    entry: 'functions/ingest/handlers/list-raw-files.ts',
    load: async () => (await import('../functions/ingest/handlers/list-raw-files.ts')).listRawFiles,
    timeoutSeconds: 60,
    memoryMb: 1769,
    reads: ['policies/'],
    writes: ['manifests/', 'policies/'],
    ledger: 'readWrite',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
  FoldBatches: {
    entry: 'functions/ingest/handlers/fold-batches.ts',
    load: async () => (await import('../functions/ingest/handlers/fold-batches.ts')).foldBatches,
    timeoutSeconds: 840,
    memoryMb: 1769,
    reads: ['manifests/', 'policies/', 'pages/', 'raw/', 'rejects/'],
    writes: ['manifests/', 'raw/', 'pages/', 'rejects/'],
    ledger: 'readWrite',
    readsInbox: true,
    parks: true,
    deletes: ['rejects/'],
    streams: ['raw/'],
  },
  ClaimConversions: {
    entry: 'functions/ingest/handlers/claim-conversions.ts',
    load: async () => (await import('../functions/ingest/handlers/claim-conversions.ts')).claimConversions,
    timeoutSeconds: 840,
    memoryMb: 1769,
    reads: ['manifests/', 'pages/', 'claims/'],
    writes: ['claims/'],
    deletes: ['claims/index/'],
    ledger: 'readWrite',
    readsInbox: false,
    probes: true,
  },
  RollUpDays: {
    entry: 'functions/ingest/handlers/roll-up-days.ts',
    load: async () => (await import('../functions/ingest/handlers/roll-up-days.ts')).rollUpDays,
    timeoutSeconds: 840,
    memoryMb: 1769,
    reads: ['manifests/', 'pages/', 'claims/', 'rollups/', 'book/', 'rejects/'],
    writes: ['manifests/', 'rollups/', 'book/'],
    ledger: 'readWrite',
    readsInbox: false,
    probes: true,
  },
  RollUpAgain: {
    entry: 'functions/ingest/handlers/roll-up-again.ts',
    load: async () => (await import('../functions/ingest/handlers/roll-up-again.ts')).rollUpAgain,
    timeoutSeconds: 840,
    memoryMb: 1769,
    reads: ['manifests/', 'pages/', 'claims/', 'rollups/'],
    writes: ['rollups/', 'book/'],
    ledger: 'readWrite',
    readsInbox: false,
    probes: true,
  },
  ScoreChannels: {
    entry: 'functions/score/handlers/score-channels.ts',
    load: async () => (await import('../functions/score/handlers/score-channels.ts')).scoreChannels,
    timeoutSeconds: 300,
    memoryMb: 1769,
    reads: ['rollups/', 'packs/', 'book/', 'policies/'],
    writes: ['scores/', 'scored/', 'packs/', 'policies/'],
    ledger: 'read',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
  MakePlan: {
    entry: 'functions/rebalance/handlers/make-plan.ts',
    load: async () => (await import('../functions/rebalance/handlers/make-plan.ts')).makePlan,
    timeoutSeconds: 120,
    memoryMb: 1769,
    reads: ['scores/', 'policies/', 'plans/'],
    writes: ['plans/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  WriteReport: {
    entry: 'functions/report/handlers/write-report.ts',
    load: async () => (await import('../functions/report/handlers/write-report.ts')).writeReport,
    timeoutSeconds: 120,
    memoryMb: 1769,
    reads: ['scores/', 'plans/', 'manifests/'],
    writes: ['reports/'],
    ledger: 'read',
    readsInbox: false,
  },
  StartApply: {
    entry: 'functions/apply/handlers/start-apply.ts',
    load: async () => (await import('../functions/apply/handlers/start-apply.ts')).startApply,
    timeoutSeconds: 60,
    memoryMb: 256,
    reads: ['plans/', 'scores/'],
    writes: [],
    ledger: 'read',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
  PrepareChanges: {
    entry: 'functions/apply/handlers/prepare-changes.ts',
    load: async () => (await import('../functions/apply/handlers/prepare-changes.ts')).prepareChanges,
    timeoutSeconds: 60,
    memoryMb: 512,
    reads: ['plans/', 'scores/', 'book/', 'changes/'],
    writes: ['changes/'],
    ledger: 'readWrite',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
  LowerBudgets: {
    entry: 'functions/apply/handlers/lower-budgets.ts',
    load: async () => (await import('../functions/apply/handlers/lower-budgets.ts')).lowerBudgets,
    timeoutSeconds: 300,
    memoryMb: 512,
    reads: ['plans/', 'scores/', 'book/', 'changes/'],
    writes: ['changes/', 'sheets/'],
    ledger: 'readWrite',
    readsInbox: false,
    probes: true,
  },
  RaiseBudgets: {
    entry: 'functions/apply/handlers/raise-budgets.ts',
    load: async () => (await import('../functions/apply/handlers/raise-budgets.ts')).raiseBudgets,
    timeoutSeconds: 300,
    memoryMb: 512,
    reads: ['plans/', 'scores/', 'book/', 'changes/'],
    writes: ['changes/', 'sheets/'],
    ledger: 'readWrite',
    readsInbox: false,
    probes: true,
  },
  CloseChanges: {
    entry: 'functions/apply/handlers/close-changes.ts',
    load: async () => (await import('../functions/apply/handlers/close-changes.ts')).closeChanges,
    timeoutSeconds: 60,
    memoryMb: 512,
    reads: ['plans/', 'policies/', 'changes/'],
    writes: ['changes/', 'sheets/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  RecordFailure: {
    entry: 'functions/watch/handlers/record-failure.ts',
    load: async () => (await import('../functions/watch/handlers/record-failure.ts')).recordFailure,
    timeoutSeconds: 30,
    memoryMb: 256,
    reads: [],
    writes: [],
    ledger: 'write',
    readsInbox: false,
  },
} as const satisfies Record<string, TaskSpec>;

export type TaskName = keyof typeof TASKS;
