import type { PolicyOverrides } from '../functions/core/patch-policy.ts';
import type { Reply, Request } from './worker.ts';

export interface Question {
  readonly overrides: PolicyOverrides;
  /** Asks for a sketch, in which the lines of these channels are told; null for the whole plan. */
  readonly seen: readonly string[] | null;
  readonly answered: (reply: Reply) => void;
}

/** One worker, one question at a time: a person's next before any other, and of those not begun only the newest. */
export interface Asking {
  /** Replaces a question of this kind that has not begun. */
  now(question: Question): void;
  /** Asked one by one while nobody waits; replaces what is left of an earlier list. */
  whenIdle(questions: readonly Question[]): void;
}

export function askingOf(worker: Worker, accountText: string): Asking {
  let underWay: Question | null = null;
  let next: Question | null = null;
  let idle: readonly Question[] = [];
  const send = (request: Request) => worker.postMessage(request, []);
  const proceed = () => {
    if (underWay !== null) return;
    underWay = next ?? idle[0] ?? null;
    if (underWay === null) return;
    if (next === null) idle = idle.slice(1);
    next = null;
    const { overrides, seen } = underWay;
    send({ kind: 'question', overrides, seen });
  };
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const answered = underWay?.answered;
    underWay = null;
    answered?.(data);
    proceed();
  });
  send({ kind: 'account', text: accountText });
  return {
    now: (question) => {
      next = question;
      proceed();
    },
    whenIdle: (questions) => {
      idle = questions;
      proceed();
    },
  };
}
