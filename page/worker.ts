import type { PolicyOverrides } from '../functions/core/patch-policy.ts';
import { unpackAccount } from './account.ts';
import { type Answer, plannerOf, type Sketch } from './planner.ts';

/** What the page sends: the account once, as the text it holds, then questions. */
export type Request =
  | { readonly kind: 'account'; readonly text: string }
  | {
      readonly kind: 'question';
      readonly overrides: PolicyOverrides;
      /** The channels whose lines a sketch tells; null asks for the whole plan. */
      readonly seen: readonly string[] | null;
    };

export interface Reply {
  readonly answer: Answer | Sketch;
  readonly solveMs: number;
}

let planner: ReturnType<typeof plannerOf> | undefined;

globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'account') {
    planner = plannerOf(unpackAccount(data.text));
    return;
  }
  if (planner === undefined) throw new Error('a question came before the account');
  const startMs = performance.now();
  const { overrides, seen } = data;
  const answer = seen === null ? planner.answer(overrides) : planner.sketch(overrides, seen);
  const reply: Reply = { answer, solveMs: performance.now() - startMs };
  const transfer = answer.kind === 'sketched' ? [answer.proposedMicros.buffer, answer.expectedReturnMicros.buffer] : [];
  globalThis.postMessage(reply, { transfer });
});
