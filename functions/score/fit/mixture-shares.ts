import { logSumExp } from '../../core/numeric/log-sum-exp.ts';

const ROUNDS = 12;

/**
 * How common each kind is among some channels, by EM, from each channel's log likelihood under each kind. `prior` is what is
 * believed before any are seen, in channels.
 * Worked number: prior 1 and 1, three channels that are surely of the first kind: 4/5 and 1/5.
 */
export function mixtureShares(channels: readonly (readonly number[])[], prior: readonly number[]): number[] {
  let shares = normalised(prior);
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = [...prior];
    for (const logs of channels) {
      const joint = jointLogs(logs, shares);
      const total = logSumExp(joint);
      for (const [kind, log] of joint.entries()) counts[kind] = (counts[kind] ?? 0) + Math.exp(log - total);
    }
    shares = normalised(counts);
  }
  return shares;
}

/** Log likelihood of all channels where kinds have these shares. */
export function mixtureLog(channels: readonly (readonly number[])[], shares: readonly number[]): number {
  return channels.reduce((sum, logs) => sum + logSumExp(jointLogs(logs, shares)), 0);
}

function jointLogs(logs: readonly number[], shares: readonly number[]): number[] {
  return shares.map((share, kind) => Math.log(share) + (logs[kind] ?? 0));
}

function normalised(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
