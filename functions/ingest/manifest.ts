import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import { sha256Hex } from '../core/hash.ts';
import { decodeJson, encodeJson } from '../core/json.ts';
import type { InboxFile, ObjectStore } from '../core/ports.ts';

/** What one manifest takes up; what is left is listed in the next round. */
export interface ManifestLimits {
  readonly groups: number;
  readonly files: number;
  /** A first file of any size apart. */
  readonly bytes: number;
}

/** 512 MB are some 12 million events, 20 seconds. */
const BYTES_PER_GROUP_MAX = 512 << 20;

/** An inline Map runs 40 groups at once. */
export const INGEST_LIMITS: ManifestLimits = { groups: 40, files: 10_000, bytes: 40 * BYTES_PER_GROUP_MAX };

/** A distributed Map starts an execution for each group: 8.5 billion events are one manifest of 5,000 of them. */
export const BACKFILL_LIMITS: ManifestLimits = { groups: 10_000, files: 100_000, bytes: 10_000 * BYTES_PER_GROUP_MAX };

/** Below this a group of its own costs more in transitions and start-up than it saves. */
export const GROUP_BYTES = 64 << 20;

const ManifestSchema = v.object({
  arrivalMs: v.number(),
  policyKey: v.string(),
  files: v.array(v.object({ name: v.string(), bytes: v.number(), fingerprint: v.string() })),
  /** Indexes into `files`. */
  groups: v.array(v.array(v.number())),
  unreadable: v.array(v.object({ name: v.string(), message: v.string() })),
  /** The files are raw ones, named by their batch, to be folded again. */
  isRefold: v.optional(v.boolean()),
});

/** What one ingest takes up: the files that are new, dealt into groups. */
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** As many files, in order of their names, as one manifest lists. */
export function firstFiles<File extends Pick<InboxFile, 'name' | 'bytes'>>(
  files: readonly File[],
  limits: ManifestLimits = INGEST_LIMITS,
): File[] {
  const ordered = files.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limits.files);
  let bytes = 0;
  const full = ordered.findIndex((file, index) => (bytes += file.bytes) > limits.bytes && index > 0);
  return full < 0 ? ordered : ordered.slice(0, full);
}

/** Files dealt into groups of about the same size, the largest first; the order they come in does not matter. */
export function dealIntoGroups(files: readonly InboxFile[], limits: ManifestLimits = INGEST_LIMITS): number[][] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const groupCount = Math.min(limits.groups, files.length, Math.ceil(bytes / GROUP_BYTES) || 1);
  const groups = Array.from({ length: groupCount }, () => ({ bytes: 0, files: [] as number[] }));
  const order = [...files.entries()].toSorted(
    ([, a], [, b]) => b.bytes - a.bytes || (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
  for (const [index, file] of order) {
    const lightest = groups.reduce((least, group) => (group.bytes < least.bytes ? group : least));
    lightest.files.push(index);
    lightest.bytes += file.bytes;
  }
  return groups.map((group) => group.files.sort((a, b) => a - b));
}

/**
 * Named by what it says. An empty one does not say when: an inbox that is looked at every five minutes leaves one of
 * them, not thousands.
 */
export async function saveManifest(objects: ObjectStore, manifest: Manifest): Promise<string> {
  const { arrivalMs, ...listed } = manifest;
  const text = encodeJson({ arrivalMs: listed.files.length === 0 ? 0 : arrivalMs, ...listed });
  const key = `manifests/${sha256Hex(text).slice(0, 24)}.json`;
  await objects.put(key, Buffer.from(text));
  return key;
}

export async function loadManifest(objects: ObjectStore, key: string): Promise<Manifest> {
  return v.parse(ManifestSchema, await loadJson(objects, key));
}

export async function findManifest(objects: ObjectStore, key: string): Promise<Manifest | undefined> {
  const bytes = await objects.get(key);
  return bytes === undefined ? undefined : v.parse(ManifestSchema, decodeJson(new TextDecoder().decode(bytes)));
}

export async function loadJson(objects: ObjectStore, key: string): Promise<unknown> {
  const bytes = await objects.get(key);
  if (bytes === undefined) throw new MarginalError('ObjectUnreadable', `'${key}' is not in the store`);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The groups of a manifest as an object that a distributed Map reads its items from. */
export async function saveGroupList(objects: ObjectStore, manifestKey: string, groups: number): Promise<string> {
  const key = besideManifest(manifestKey, 'groups');
  const items = Array.from({ length: groups }, (_, group) => ({ manifestKey, group }));
  await objects.put(key, Buffer.from(encodeJson(items)));
  return key;
}

/** The object beside a manifest: `manifests/abc.json` has `manifests/abc/group-0.json`. */
export function besideManifest(manifestKey: string, name: string): string {
  return `${manifestKey.slice(0, -'.json'.length)}/${name}.json`;
}
