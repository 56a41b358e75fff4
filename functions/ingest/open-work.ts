import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import { mapAtOnce } from '../core/map-at-once.ts';
import type { Ledger } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import { eventBatchId, isEventFile } from './batch-id.ts';
import { findManifest, loadManifest, type Manifest } from './manifest.ts';
import { findBatch, findDeliveries, type RegisteredBatch } from './register.ts';
import { addSeenFiles, type NamedFile } from './seen-files.ts';

const PARTITION = 'ingest';
const SORT = 'open';

/** Longer than an execution may take: whoever opened the manifest is gone. */
const ABANDONED_MS = 2 * 3_600_000;

/** Files taken last, which ride along until there are so many: the item is a unit of writing with them or without. */
const TAKEN_MAX = 4;

const OpenSchema = v.object({
  manifests: v.array(v.string()),
  taken: v.optional(v.array(v.tuple([v.string(), v.string()])), []),
});

/** What is open, as it was read. */
export interface Open {
  readonly manifests: readonly string[];
  /** Registered files that `manifests/seen.json` does not know yet. */
  readonly taken: readonly NamedFile[];
  readonly version: number;
}

/**
 * Manifests whose files may be registered but not yet claimed and rolled up: noted before the first file is folded and
 * struck out after the last day is rolled up, so that a run looks at what is open, never at the whole register.
 */
export async function loadOpen(ledger: Ledger): Promise<Open> {
  const item = await ledger.get(PARTITION, SORT);
  if (item === undefined) return { manifests: [], taken: [], version: 0 };
  const { manifests, taken } = v.parse(OpenSchema, item.value);
  return { manifests, taken: taken.map(([name, fingerprint]) => ({ name, fingerprint })), version: item.version };
}

/** Throws `Conflict` where another ingest began or ended since it was read. */
export async function openManifest(
  manifestKey: string,
  { manifests, taken, version }: Open,
  { ledger }: World,
): Promise<void> {
  if (manifests.includes(manifestKey)) return;
  await saveOpen(ledger, { manifests: [...manifests, manifestKey], taken }, version);
}

/**
 * What this run opened, and what runs that are gone left open and this one completed, where it did complete them; and
 * which files need not be looked up again.
 */
export async function closeManifests(
  { ownKey, completed }: OpenWork,
  { taken, isComplete }: { readonly taken: readonly NamedFile[]; readonly isComplete: boolean },
  { ledger, objects, clock }: World,
): Promise<void> {
  const open = await loadOpen(ledger);
  const abandonedBefore = clock.nowMs() - ABANDONED_MS;
  const abandoned = completed.filter(({ arrivalMs }) => arrivalMs < abandonedBefore).map(({ key }) => key);
  const left = open.manifests.filter((key) => !isComplete || (key !== ownKey && !abandoned.includes(key)));
  if (left.length === open.manifests.length && taken.length === 0) return;
  const recent = [...open.taken, ...taken];
  const isFull = recent.length >= TAKEN_MAX;
  if (isFull) await addSeenFiles(objects, recent);
  await saveOpen(ledger, { manifests: left, taken: isFull ? [] : recent }, open.version);
}

async function saveOpen(
  ledger: Ledger,
  { manifests, taken }: Pick<Open, 'manifests' | 'taken'>,
  version: number,
): Promise<void> {
  const value = { manifests, taken: taken.map(({ name, fingerprint }) => [name, fingerprint]) };
  if (await ledger.write({ partition: PARTITION, sort: SORT, value }, version)) return;
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
  const others = await mapAtOnce(
    manifests.filter((key) => key !== ownKey),
    async (key) => ({ key, manifest: await manifestOrNone(key, world) }),
  );
  const files = [manifest, ...others.map((other) => other.manifest)].flatMap((listed) => listed.files);
  const names = [...new Set(files.map(({ name }) => name))];
  const found = await mapAtOnce(names, (name) => registeredAs(name, world.ledger));
  const completed = others.map(({ key, manifest: { arrivalMs } }) => ({ key, arrivalMs }));
  return { ownKey, manifest, completed, batches: found.flat() };
}

/** One that a run left open a month ago has expired; whatever it listed and was not taken is listed anew. */
async function manifestOrNone(key: string, { objects }: World): Promise<Pick<Manifest, 'files' | 'arrivalMs'>> {
  return (await findManifest(objects, key)) ?? { files: [], arrivalMs: 0 };
}

async function registeredAs(name: string, ledger: Ledger): Promise<RegisteredBatch[]> {
  if (!isEventFile(name)) return findDeliveries(ledger, name);
  const batch = await findBatch(ledger, eventBatchId(name));
  return batch === undefined ? [] : [batch];
}
