import type { TaskSpec } from './tasks.ts';

/** Functions that AWS calls by itself, when something has happened. */
export const WATCHERS = {
  AnnouncePlan: {
    entry: 'functions/watch/handlers/announce-plan.ts',
    load: async () => (await import('../functions/watch/handlers/announce-plan.ts')).announcePlan,
    timeoutSeconds: 30,
    memoryMb: 256,
    reads: ['plans/', 'reports/'],
    writes: [],
    ledger: 'read',
    readsInbox: false,
  },
} as const satisfies Record<string, TaskSpec>;
