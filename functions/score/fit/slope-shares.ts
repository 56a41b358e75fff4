import { mixtureLog, mixtureShares } from './mixture-shares.ts';

/** Channels' worth of belief, before any are seen, in slope 1 and in all others together. */
const PRIOR_PLAIN = 2;
const PRIOR_S_SHAPED = 1;
/** Nats by which the account's outcomes must be likelier with S-shapes before any channel may have one. */
const NATS_NEEDED = 4;

/**
 * Shares of channels with each slope, from each channel's log likelihood under each, that of slope 1 first; `[1]`, slope 1
 * for all, unless the account's outcomes are likelier by 4 nats otherwise. A single channel rarely tells; where none
 * is S-shaped, slopes that nobody has would cost certainty everywhere.
 */
export function slopeShares(channels: readonly (readonly number[])[]): readonly number[] {
  const slopes = channels[0]?.length ?? 1;
  const prior = Array.from({ length: slopes }, (_, slope) =>
    slope === 0 ? PRIOR_PLAIN : PRIOR_S_SHAPED / (slopes - 1),
  );
  const shares = mixtureShares(channels, prior);
  const without = channels.reduce((sum, logs) => sum + (logs[0] ?? 0), 0);
  return mixtureLog(channels, shares) - without >= NATS_NEEDED ? shares : [1];
}
