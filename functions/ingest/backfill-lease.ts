import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { refuseIfInterrupted } from './interruption.ts';

const KEY = { partition: 'lease', sort: 'ingest' } as const;

/** Folding takes half an hour at most, all else renews it; a backfill that died holds the scheduled ingest up no longer. */
export const LEASE_MS = 3_600_000;

const LeaseSchema = v.object({ owner: v.string(), epoch: v.number(), expiresMs: v.number() });

/**
 * A backfill takes what is in the inbox, or folds what was taken, for an hour or more. While it holds this lease the
 * scheduled ingest lists nothing: it would fold the same files and lose. Nothing is counted twice if it does, for every
 * write is fenced.
 */
async function readLease({ ledger }: World) {
  const item = await ledger.get(KEY.partition, KEY.sort);
  if (item === undefined) return { version: 0, owner: '', epoch: 0, expiresMs: 0 };
  return { version: item.version, ...v.parse(LeaseSchema, item.value) };
}

export async function isInboxHeld(world: World): Promise<boolean> {
  return (await readLease(world)).expiresMs > world.clock.nowMs();
}

/** Takes the lease under the next epoch, from a backfill that died too: whoever starts one by hand knows. */
export async function takeInbox(owner: string, world: World): Promise<void> {
  const { version, epoch, owner: before } = await readLease(world);
  const expiresMs = world.clock.nowMs() + LEASE_MS;
  await write({ owner, epoch: before === owner ? epoch : epoch + 1, expiresMs }, version, world);
}

/** Holds the lease for longer. Throws `Conflict` where another backfill took it. */
export async function keepInbox(owner: string, world: World): Promise<void> {
  const { version, epoch, owner: holder } = await readLease(world);
  if (holder !== owner) throw new MarginalError('Conflict', `the backfill '${holder}' took the inbox meanwhile`);
  await write({ owner, epoch, expiresMs: world.clock.nowMs() + LEASE_MS }, version, world);
}

/** Lets go of the lease where it is still ours. */
export async function releaseInbox(owner: string, world: World): Promise<void> {
  const { version, epoch, owner: holder } = await readLease(world);
  if (holder === owner) await write({ owner, epoch, expiresMs: 0 }, version, world);
}

async function write(
  lease: v.InferOutput<typeof LeaseSchema>,
  version: number,
  { ledger, signal }: World,
): Promise<void> {
  refuseIfInterrupted(signal);
  if (await ledger.write({ ...KEY, value: lease }, version)) return;
  throw new MarginalError('Conflict', 'another backfill began or ended meanwhile');
}
