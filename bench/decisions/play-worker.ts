import { parentPort } from 'node:worker_threads';
import * as v from 'valibot';
import { playSeed } from './play-seed.ts';

const task = v.object({ scenario: v.string(), seed: v.number(), policy: v.string() });

parentPort?.on('message', (message: unknown) => {
  const { scenario, seed, policy } = v.parse(task, message);
  parentPort?.postMessage(playSeed(scenario, seed, policy), []);
});
