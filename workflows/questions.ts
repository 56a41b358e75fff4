import type { TaskSpec } from './tasks.ts';

/** Functions outside the machines: a person asks, and waits for the answer. They write nothing. */
export const QUESTIONS = {
  Score: {
    entry: 'functions/ask/handlers/score.ts',
    load: async () => (await import('../functions/ask/handlers/score.ts')).score,
    timeoutSeconds: 60,
    memoryMb: 1769,
    reads: ['rollups/', 'packs/', 'book/', 'scored/', 'scores/'],
    writes: [],
    ledger: 'read',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
  WhatIf: {
    entry: 'functions/ask/handlers/what-if.ts',
    load: async () => (await import('../functions/ask/handlers/what-if.ts')).whatIf,
    timeoutSeconds: 60,
    memoryMb: 1769,
    reads: ['rollups/', 'packs/', 'book/', 'scored/', 'scores/'],
    writes: [],
    ledger: 'read',
    readsInbox: false,
    readsPolicy: true,
    probes: true,
  },
} as const satisfies Record<string, TaskSpec>;
