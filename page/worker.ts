import type { PolicyOverrides } from '../functions/core/patch-policy.ts';
import { unpackAccount } from './account.ts';
import { type Answer, plannerOf } from './planner.ts';

/** What the page sends: the account once, as the text it holds, then questions. */
export type Request =
  | { readonly kind: 'account'; readonly text: string }
  | { readonly kind: 'question'; readonly id: number; readonly overrides: PolicyOverrides; readonly isRough: boolean };

export interface Reply {
  readonly id: number;
  readonly answer: Answer;
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
  const answer = planner(data.overrides, data.isRough);
  const reply: Reply = { id: data.id, answer, solveMs: performance.now() - startMs };
  globalThis.postMessage(reply, {});
});
