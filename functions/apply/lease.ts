import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';

/** Longer than one batch of writes takes, short enough to wait out after a process died with the lease. */
export const LEASE_MS = 120_000;

/** The right to change budgets. `epoch` counts its holders, so a holder that lost it can be told from the next. */
export interface Lease {
  readonly owner: string;
  readonly epoch: number;
}

const KEY = { partition: 'lease', sort: 'budgets' } as const;
const leaseSchema = v.object({ owner: v.string(), epoch: v.number(), expiresMs: v.number() });

async function readLease({ ledger }: World) {
  const item = await ledger.get(KEY.partition, KEY.sort);
  if (item === undefined) return { version: 0, owner: '', epoch: 0, expiresMs: 0 };
  return { version: item.version, ...v.parse(leaseSchema, item.value) };
}

async function writeLease({ ledger }: World, lease: Lease, expiresMs: number, version: number): Promise<void> {
  if (await ledger.write({ ...KEY, value: { owner: lease.owner, epoch: lease.epoch, expiresMs } }, version)) return;
  throw new MarginalError('Conflict', 'somebody else took the lease on budgets meanwhile');
}

/**
 * Takes the lease under the next epoch. Its owner may take it again at any time (a state tried again, a command given
 * again after an interruption): the new epoch shuts the former holder out. Throws `StoreBusy` while another owner
 * holds it, `Conflict` where two take it at once.
 */
export async function takeLease(world: World, owner: string): Promise<Lease> {
  const held = await readLease(world);
  const now = world.clock.nowMs();
  if (held.expiresMs > now && held.owner !== owner) {
    const seconds = Math.ceil((held.expiresMs - now) / 1000);
    throw new MarginalError(
      'StoreBusy',
      `budgets are being changed by '${held.owner}'; try again when that has ended, at the latest in ${seconds} s`,
      { details: { owner: held.owner, expiresMs: held.expiresMs } },
    );
  }
  const lease = { owner, epoch: held.epoch + 1 };
  await writeLease(world, lease, now + LEASE_MS, held.version);
  return lease;
}

/** Proves that the lease is still ours and holds it for longer; throws `Conflict` where another epoch has begun. */
export async function renewLease(world: World, lease: Lease): Promise<void> {
  const held = await readLease(world);
  if (held.epoch !== lease.epoch) {
    throw new MarginalError('Conflict', `the lease on budgets went to '${held.owner}' meanwhile`);
  }
  await writeLease(world, lease, world.clock.nowMs() + LEASE_MS, held.version);
}

/** Lets go of the lease where it is still ours; the epoch stays, so it is never given out twice. */
export async function releaseLease(world: World, lease: Lease): Promise<void> {
  const held = await readLease(world);
  if (held.epoch === lease.epoch && held.expiresMs > 0) await writeLease(world, lease, 0, held.version);
}
