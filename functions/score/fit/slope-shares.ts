import { mixtureLog, mixtureShares } from './mixture-shares.ts';

/** Channels' worth of belief in each of `SLOPES` before any are seen. */
const PRIOR_CHANNELS = [2, 0.5, 0.5];
/** Nats by which the account's outcomes must be likelier with S-shapes before any channel may have one. */
const NATS_NEEDED = 4;

/**
 * Shares of channels with each of `SLOPES`, from each channel's log likelihood under each; `[1]`, slope 1 for all, unless
 * the account's outcomes are likelier by 4 nats otherwise. A single channel rarely tells; where none is S-shaped,
 * slopes that nobody has would cost certainty everywhere.
 */
export function slopeShares(channels: readonly (readonly number[])[]): readonly number[] {
  const shares = mixtureShares(channels, PRIOR_CHANNELS);
  const without = channels.reduce((sum, logs) => sum + (logs[0] ?? 0), 0);
  return mixtureLog(channels, shares) - without >= NATS_NEEDED ? shares : [1];
}
