import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import type { Ledger } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import { eventBatchId, isEventFile } from './batch-id.ts';
import { loadManifest, type Manifest } from './manifest.ts';
import { readSome } from './read-some.ts';
import { findBatch, findDeliveries, type RegisteredBatch } from './register.ts';

const PARTITION = 'ingest';
const SORT = 'open';

/** Longer than an execution may take: whoever opened the manifest is gone. */
const ABANDONED_MS = 2 * 3_600_000;

const OpenSchema = v.object({ manifests: v.array(v.string()) });

/**
 * Manifests whose files may be registered but not yet claimed and rolled up: noted before the first file is folded and
 * struck out after the last day is rolled up, so that a run looks at what is open, never at the whole register.
 */
async function loadOpen(ledger: Ledger): Promise<{ manifests: string[]; version: number }> {
  const item = await ledger.get(PARTITION, SORT);
  if (item === undefined) return { manifests: [], version: 0 };
  return { manifests: v.parse(OpenSchema, item.value).manifests, version: item.version };
}

export async function openManifest(manifestKey: string, { ledger }: World): Promise<void> {
  const { manifests, version } = await loadOpen(ledger);
  if (manifests.includes(manifestKey)) return;
  await saveOpen(ledger, [...manifests, manifestKey], version);
}

/** What this run opened, and what runs that are gone left open and this one completed. */
export async function closeManifests({ ownKey, completed }: OpenWork, world: World): Promise<void> {
  const { manifests, version } = await loadOpen(world.ledger);
  const nowMs = world.clock.nowMs();
  const abandoned = completed.filter(({ arrivalMs }) => arrivalMs < nowMs - ABANDONED_MS).map(({ key }) => key);
  const left = manifests.filter((key) => key !== ownKey && !abandoned.includes(key));
  if (left.length < manifests.length) await saveOpen(world.ledger, left, version);
}

async function saveOpen(ledger: Ledger, manifests: readonly string[], version: number): Promise<void> {
  if (await ledger.write({ partition: PARTITION, sort: SORT, value: { manifests } }, version)) return;
  throw new MarginalError('Conflict', 'another ingest began or ended meanwhile');
}

export interface OpenWork {
  /** Of the manifest of this run. */
  readonly ownKey: string;
  readonly manifest: Manifest;
  /** Manifests whose batches are among those below. */
  readonly completed: readonly { readonly key: string; readonly arrivalMs: number }[];
  readonly batches: readonly RegisteredBatch[];
}

/** The registered batches of this run's manifest, and of those that other runs left open. */
export async function loadOpenWork(ownKey: string, world: World): Promise<OpenWork> {
  const manifest = await loadManifest(world.objects, ownKey);
  const { manifests } = await loadOpen(world.ledger);
  const others = await readSome(
    manifests.filter((key) => key !== ownKey),
    async (key) => ({ key, manifest: await loadManifest(world.objects, key) }),
  );
  const files = [manifest, ...others.map((other) => other.manifest)].flatMap((listed) => listed.files);
  const names = [...new Set(files.map(({ name }) => name))];
  const found = await readSome(names, (name) => registeredAs(name, world.ledger));
  const completed = others.map(({ key, manifest: { arrivalMs } }) => ({ key, arrivalMs }));
  return { ownKey, manifest, completed, batches: found.flat() };
}

async function registeredAs(name: string, ledger: Ledger): Promise<RegisteredBatch[]> {
  if (!isEventFile(name)) return findDeliveries(ledger, name);
  const batch = await findBatch(ledger, eventBatchId(name));
  return batch === undefined ? [] : [batch];
}
