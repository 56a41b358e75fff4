import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Problem } from '../../functions/rebalance/allocate/problem.ts';

const SCRIPT = fileURLToPath(new URL('peer.py', import.meta.url));

/** CPU seconds after which a peer that has not answered has no answer. */
export const LIMIT_SECONDS = 60;
/** By the clock, should the machine be busy or the peer asleep. */
const PATIENCE_SECONDS = 600;

export const PEERS = ['pymc-marketing', 'lightweight-mmm', 'robyn', 'meridian'] as const;

export type Peer = (typeof PEERS)[number];

export const answerSchema = v.object({
  spend: v.nullable(v.array(v.number())),
  ok: v.boolean(),
  message: v.string(),
  seconds: v.number(),
});

export type PeerAnswer = v.InferOutput<typeof answerSchema>;

/** Asks in a process of its own; seconds are the solver's on a CPU, Python's own start and imports of numpy not counted. */
export function askPeer(python: string, peer: Peer, problem: Problem): PeerAnswer {
  const asked = spawnSync(python, [SCRIPT, peer, String(LIMIT_SECONDS)], {
    input: JSON.stringify(columnsOf(problem)),
    encoding: 'utf8',
    timeout: 1000 * PATIENCE_SECONDS,
    maxBuffer: 2 ** 28,
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (asked.status !== 0) {
    const message = asked.signal === null ? asked.stderr.trim().slice(-200) : `no answer in ${LIMIT_SECONDS} s`;
    return { spend: null, ok: false, message, seconds: LIMIT_SECONDS };
  }
  return v.parse(answerSchema, JSON.parse(asked.stdout));
}

/** Peers start from today's spend, ten times the least. */
function columnsOf({ lines, budget }: Problem): Record<string, number | readonly number[]> {
  const hills = lines.map(({ curve }) => {
    if (curve.kind !== 'hill') throw new TypeError('peers are asked about Hill curves');
    return curve;
  });
  return {
    budget: budget ?? 0,
    low: lines.map(({ min = 0 }) => min),
    high: lines.map(({ max }) => max ?? budget ?? 0),
    start: lines.map(({ min = 0 }) => 10 * min),
    ceiling: hills.map(({ ceiling }) => ceiling),
    half: hills.map(({ halfSaturation }) => halfSaturation),
    slope: hills.map(({ slope }) => slope),
  };
}
