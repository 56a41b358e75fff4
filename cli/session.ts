import { systemClock } from '../functions/adapters/clock.ts';
import { folderInbox } from '../functions/adapters/inbox-folder.ts';
import type { Inbox } from '../functions/core/ports.ts';
import type { World } from '../functions/core/world.ts';
import { runMachine } from '../local/machine.ts';
import { openStore } from '../local/store.ts';
import type { Flags } from './flags.ts';
import { policyFile } from './policy-file.ts';
import { progressPrinter } from './progress.ts';
import { readOnly } from './read-only.ts';

/** How long a second process waits for the first on the same store. */
const STORE_WAIT_MS_MAX = 600_000;

export interface SessionOptions {
  /** A command that only reads finds the store or says there is none; nothing it does can write. */
  readonly writes: boolean;
  readonly inbox?: Inbox;
}

/** Opens the embedded store, hands its world to the work, and closes it whatever happens. Ctrl-C interrupts the work. */
export async function withWorld<Result>(
  flags: Flags,
  { writes, inbox = folderInbox([flags.inbox]) }: SessionOptions,
  work: (world: World) => Promise<Result>,
): Promise<Result> {
  const interruption = interruptible();
  const printer = progressPrinter();
  const warn = (message: string) => {
    printer.end();
    process.stderr.write(`marginal: ${message}\n`);
  };
  try {
    const store = await openStore(flags.store, {
      mustExist: !writes,
      onWait: (holder) => warn(`process ${holder} holds the store '${flags.store}'; waiting for it to end`),
      waitMsMax: STORE_WAIT_MS_MAX,
      signal: interruption.signal,
    });
    try {
      const world: World = {
        objects: store.objects,
        ledger: store.ledger,
        inbox,
        clock: systemClock,
        policy: policyFile(flags.policy),
        workflows: {
          start: async (workflow, input) => {
            await runMachine(workflow, input, world, { executionName: `${workflow}-${String(input['runId'])}` });
          },
        },
        signal: interruption.signal,
        progress: printer.show,
        warn,
      };
      return await work(writes ? world : readOnly(world));
    } finally {
      printer.end();
      await store.close();
    }
  } finally {
    interruption.end();
  }
}

/** The first Ctrl-C lets the effect under way finish and stops before the next; a second one ends the process. */
function interruptible(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
