import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { progressOf } from '../progress.ts';
import type { Outcome } from './play-seed.ts';

export interface Play {
  readonly scenario: string;
  readonly seed: number;
  readonly policy: string;
}

/** Plays everything, on every core, in the order given; each outcome is handed on as it comes. */
export async function playAll(plays: readonly Play[], onOutcome: (outcome: Outcome) => void): Promise<void> {
  const tell = progressOf('decisions', plays.length);
  let next = 0;
  let done = 0;
  tell(0);
  const playOn = async (): Promise<void> => {
    const worker = new Worker(new URL('play-worker.ts', import.meta.url));
    try {
      for (let play = plays[next]; play !== undefined; play = plays[next]) {
        next += 1;
        onOutcome(await playIn(worker, play));
        done += 1;
        tell(done);
      }
    } finally {
      await worker.terminate();
    }
  };
  const workers = Math.min(availableParallelism(), plays.length);
  await Promise.all(Array.from({ length: workers }, playOn));
}

function playIn(worker: Worker, play: Play): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (outcome: Outcome) => {
      worker.off('error', reject);
      resolve(outcome);
    });
    worker.postMessage(play, []);
  });
}
