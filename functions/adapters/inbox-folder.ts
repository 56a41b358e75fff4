import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MarginalError, messageOf } from '../core/errors.ts';
import type { Inbox, InboxFile } from '../core/ports.ts';
import { keptChunks, passingChunks } from './passing-chunks.ts';

/** Files below folders, named relative to the folder given, and single files, named by their base name. */
export function folderInbox(paths: readonly string[]): Inbox {
  const pathOfName = new Map<string, string>();
  return {
    list: async () => {
      const files: InboxFile[] = [];
      const unreadable: { name: string; message: string }[] = [];
      pathOfName.clear();
      for (const path of paths) await visit(path, '', [], { files, unreadable, pathOfName });
      files.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { files, unreadable };
    },
    open: (name, { passing } = { passing: false }) =>
      read(name, pathOfName.get(name) ?? join(paths[0] ?? '.', name), passing),
  };
}

interface Found {
  readonly files: InboxFile[];
  readonly unreadable: { name: string; message: string }[];
  readonly pathOfName: Map<string, string>;
}

/**
 * Links are followed, but not into a folder that is being looked through (`above`): each of its files would be there as
 * many times as links are followed. A name that starts with a dot or ends in `.part` is not there yet.
 */
async function visit(path: string, name: string, above: readonly string[], found: Found): Promise<void> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) {
      const folder = await realpath(path);
      if (above.includes(folder)) {
        found.unreadable.push({ name, message: 'a link to the folder it lies in, whose files are taken once' });
        return;
      }
      for (const child of (await readdir(path)).sort()) {
        if (child.startsWith('.') || child.endsWith('.part')) continue;
        await visit(join(path, child), name === '' ? child : `${name}/${child}`, [...above, folder], found);
      }
    } else if (entry.isFile()) {
      const fileName = name === '' ? basename(path) : name;
      if (found.pathOfName.has(fileName)) {
        const message = `another of the paths given holds a file of this name too; ingest them one after the other`;
        found.unreadable.push({ name: fileName, message });
        return;
      }
      const fingerprint = `${entry.size}:${entry.mtimeMs}`;
      found.files.push({ name: fileName, bytes: entry.size, fingerprint });
      found.pathOfName.set(fileName, path);
    }
  } catch (error) {
    found.unreadable.push({ name: name === '' ? path : name, message: messageOf(error) });
  }
}

async function* read(name: string, path: string, passing: boolean): AsyncIterable<Uint8Array> {
  try {
    yield* passing ? passingChunks(path) : keptChunks(path);
  } catch (error) {
    throw new MarginalError('UnreadableFile', `cannot read '${name}': ${messageOf(error)}`, { cause: error });
  }
}
