import { systemClock } from '../functions/adapters/clock.ts';
import { folderInbox } from '../functions/adapters/inbox-folder.ts';
import type { WhatIfAnswer } from '../functions/ask/answers.ts';
import type { Question } from '../functions/ask/question.ts';
import type { Inbox } from '../functions/core/ports.ts';
import type { ScoreSheet } from '../functions/core/scored.ts';
import type { World } from '../functions/core/world.ts';
import type { Refolded } from '../functions/ingest/refold-summary.ts';
import { type JsonRecord, type WorkflowName, runMachine } from '../local/machine.ts';
import { openStore } from '../local/store.ts';
import type { Flags } from './flags.ts';
import type { RejectedRow } from '../functions/core/ingest-summary.ts';
import { interruptible } from './interruptible.ts';
import { policyFile } from './policy-file.ts';
import { progressPrinter } from './progress.ts';
import { readOnly } from './read-only.ts';

/** How long a second process waits for the first on the same store. */
const STORE_WAIT_MS_MAX = 600_000;

export interface SessionOptions {
  /** A command that only reads finds the store or says there is none; nothing it does can write. */
  readonly writes: boolean;
  /** A command that changes what is there finds the store too, or says there is none. */
  readonly mustExist?: true;
  /** Files a person names; `--inbox` where none are. */
  readonly inbox?: Inbox;
}

export type MachineInput = Readonly<Record<string, string | boolean | null>>;

/** What a machine answered, and which files did not get as far as it. */
export interface MachineOutcome {
  readonly output: JsonRecord;
  readonly refused: readonly RejectedRow[];
}

/** The world of one command, embedded or at a stage, and what it can have done there. */
export interface Session extends World {
  run(workflow: WorkflowName, input: MachineInput): Promise<MachineOutcome>;
  score(question: Omit<Question, 'policyText'>): Promise<ScoreSheet>;
  whatIf(question: Omit<Question, 'policyText'>): Promise<WhatIfAnswer>;
  refold(): Promise<Refolded>;
}

type Outside = Pick<World, 'signal' | 'progress' | 'warn'>;

/** Opens the store or the stage, hands its world to the work, and closes it whatever happens. Ctrl-C interrupts the work. */
export async function withWorld<Result>(
  flags: Flags,
  options: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const interruption = interruptible();
  const printer = progressPrinter();
  const warn = (message: string) => {
    printer.end();
    process.stderr.write(`marginal: ${message}\n`);
  };
  const outside = { signal: interruption.signal, progress: printer.show, warn };
  const watched = async (session: Session) => {
    try {
      return await work(session);
    } finally {
      printer.end();
    }
  };
  try {
    if (flags.stage === null) return await withStore(flags, options, outside, watched);
    // The AWS SDK loads only for whoever asks for a stage.
    const { withStage } = await import('./stage/with-stage.ts');
    return await withStage(flags.stage, flags, { ...options, ...outside }, watched);
  } finally {
    interruption.end();
  }
}

async function withStore<Result>(
  flags: Flags,
  { writes, mustExist, inbox = folderInbox([flags.inbox]) }: SessionOptions,
  outside: Outside,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(flags.store, {
    mustExist: !writes || mustExist === true,
    onWait: (holder) => outside.warn(`process ${holder} holds the store '${flags.store}'; waiting for it to end`),
    waitMsMax: STORE_WAIT_MS_MAX,
    signal: outside.signal,
  });
  try {
    const world: World = {
      ...outside,
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
    };
    return await work(embeddedSession(writes ? world : readOnly(world)));
  } finally {
    await store.close();
  }
}

function embeddedSession(world: World): Session {
  const answers = () => import('../functions/ask/answers.ts');
  return {
    ...world,
    run: async (workflow, input) => {
      const executionName = `${workflow}-${world.clock.nowMs()}`;
      return { output: await runMachine(workflow, input, world, { executionName }), refused: [] };
    },
    score: async (question) => (await answers()).answerScore({ ...question, policyText: null }, world),
    whatIf: async (question) => (await answers()).answerWhatIf({ ...question, policyText: null }, world),
    refold: async () => (await import('../functions/ingest/refold.ts')).refold(world),
  };
}
