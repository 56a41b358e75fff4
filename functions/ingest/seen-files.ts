import * as v from 'valibot';
import type { InboxFile, ObjectStore } from '../core/ports.ts';
import { encodeJson } from '../core/json.ts';

const KEY = 'manifests/seen.json';

const SeenSchema = v.object({ files: v.array(v.tuple([v.string(), v.string()])) });

export type NamedFile = Pick<InboxFile, 'name' | 'fingerprint'>;

export interface SeenFiles {
  has(file: NamedFile): boolean;
  /** Forgets files that have left the inbox, once they are the most of it. */
  dropUnlisted(listed: readonly NamedFile[]): Promise<void>;
}

/**
 * Files of the inbox that are registered, by name and fingerprint, and those taken since it was written last: they are
 * not looked up again. Nothing rests on it: a
 * file that is missing from it is found in the register when its turn comes, and what is registered stays so.
 */
export async function loadSeenFiles(objects: ObjectStore, taken: readonly NamedFile[]): Promise<SeenFiles> {
  const files = await load(objects);
  const keys = new Set([...files, ...taken].map(keyOf));
  return {
    has: (file) => keys.has(keyOf(file)),
    dropUnlisted: async (listed) => {
      if (files.length < 1000 + 2 * listed.length) return;
      const present = new Set(listed.map(keyOf));
      await save(
        objects,
        files.filter((file) => present.has(keyOf(file))),
      );
    },
  };
}

export async function addSeenFiles(objects: ObjectStore, files: readonly NamedFile[]): Promise<void> {
  if (files.length > 0) await save(objects, [...(await load(objects)), ...files]);
}

async function load(objects: ObjectStore): Promise<NamedFile[]> {
  const bytes = await objects.get(KEY);
  if (bytes === undefined) return [];
  const { files } = v.parse(SeenSchema, JSON.parse(new TextDecoder().decode(bytes)));
  return files.map(([name, fingerprint]) => ({ name, fingerprint }));
}

async function save(objects: ObjectStore, files: readonly NamedFile[]): Promise<void> {
  const distinct = new Map(files.map((file) => [keyOf(file), file]));
  const text = encodeJson({ files: [...distinct.values()].map(({ name, fingerprint }) => [name, fingerprint]) });
  await objects.put(KEY, Buffer.from(text));
}

function keyOf({ name, fingerprint }: NamedFile): string {
  return JSON.stringify([name, fingerprint]);
}
