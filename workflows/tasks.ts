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
}

export const TASKS = {
  ListBatches: {
    entry: 'functions/ingest/handlers/list-batches.ts',
    load: async () => (await import('../functions/ingest/handlers/list-batches.ts')).listBatches,
    timeoutSeconds: 60,
    memoryMb: 512,
    reads: ['manifests/', 'policies/'],
    writes: ['manifests/', 'policies/'],
    ledger: 'read',
    readsInbox: true,
  },
  FoldBatches: {
    entry: 'functions/ingest/handlers/fold-batches.ts',
    load: async () => (await import('../functions/ingest/handlers/fold-batches.ts')).foldBatches,
    timeoutSeconds: 840,
    memoryMb: 1769,
    reads: ['manifests/', 'policies/', 'pages/'],
    writes: ['manifests/', 'raw/', 'pages/', 'rejects/'],
    ledger: 'readWrite',
    readsInbox: true,
  },
  ClaimConversions: {
    entry: 'functions/ingest/handlers/claim-conversions.ts',
    load: async () => (await import('../functions/ingest/handlers/claim-conversions.ts')).claimConversions,
    timeoutSeconds: 300,
    memoryMb: 1769,
    reads: ['manifests/', 'pages/', 'claims/'],
    writes: ['claims/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  RollUpDays: {
    entry: 'functions/ingest/handlers/roll-up-days.ts',
    load: async () => (await import('../functions/ingest/handlers/roll-up-days.ts')).rollUpDays,
    timeoutSeconds: 300,
    memoryMb: 1769,
    reads: ['manifests/', 'pages/', 'claims/', 'rollups/', 'book/', 'rejects/'],
    writes: ['manifests/', 'rollups/', 'book/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  ScoreChannels: {
    entry: 'functions/score/handlers/score-channels.ts',
    load: async () => (await import('../functions/score/handlers/score-channels.ts')).scoreChannels,
    timeoutSeconds: 300,
    memoryMb: 1769,
    reads: ['rollups/', 'book/', 'policies/'],
    writes: ['scores/', 'policies/'],
    ledger: 'read',
    readsInbox: false,
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
    reads: [],
    writes: [],
    ledger: 'read',
    readsInbox: false,
  },
  PrepareChanges: {
    entry: 'functions/apply/handlers/prepare-changes.ts',
    load: async () => (await import('../functions/apply/handlers/prepare-changes.ts')).prepareChanges,
    timeoutSeconds: 60,
    memoryMb: 512,
    reads: ['plans/', 'policies/', 'changes/'],
    writes: ['changes/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  LowerBudgets: {
    entry: 'functions/apply/handlers/lower-budgets.ts',
    load: async () => (await import('../functions/apply/handlers/lower-budgets.ts')).lowerBudgets,
    timeoutSeconds: 300,
    memoryMb: 512,
    reads: ['plans/', 'policies/', 'changes/'],
    writes: ['changes/', 'sheets/'],
    ledger: 'readWrite',
    readsInbox: false,
  },
  RaiseBudgets: {
    entry: 'functions/apply/handlers/raise-budgets.ts',
    load: async () => (await import('../functions/apply/handlers/raise-budgets.ts')).raiseBudgets,
    timeoutSeconds: 300,
    memoryMb: 512,
    reads: ['plans/', 'policies/', 'changes/'],
    writes: ['changes/', 'sheets/'],
    ledger: 'readWrite',
    readsInbox: false,
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
