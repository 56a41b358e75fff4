import { access, link, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MarginalError } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { passingChunks } from '../passing-chunks.ts';

/** Bytes of one path segment; file systems stop at 255, and a temporary name needs room for its suffix. */
const SEGMENT_LENGTH_MAX = 200;

/**
 * Objects as files of a folder. A write goes to a temporary file first and is then renamed or linked into place, so a
 * reader never sees half an object and a process that is killed leaves nothing but a dot file.
 */
export function folderObjects(folder: string): ObjectStore {
  const pathOf = (key: string) => join(folder, encodeKey(key));
  let written = 0;

  const writeAside = async (path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> => {
    written += 1;
    const temporary = join(dirname(path), `.${process.pid}-${written}`);
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(temporary, bytes);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return temporary;
  };

  const replace = (key: string, content: Uint8Array | AsyncIterable<Uint8Array>) =>
    namingDiskFaults(folder, async () => {
      const temporary = await writeAside(pathOf(key), content);
      await rename(temporary, pathOf(key));
    });

  return {
    get: async (key) => {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },

    getStream: async (key) => {
      try {
        await access(pathOf(key));
        return passingChunks(pathOf(key));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },

    put: replace,
    putStream: replace,

    create: (key, bytes) =>
      namingDiskFaults(folder, async () => {
        const temporary = await writeAside(pathOf(key), bytes);
        try {
          await link(temporary, pathOf(key));
          return true;
        } catch (error) {
          if (codeOf(error) === 'EEXIST') return false;
          throw error;
        } finally {
          await rm(temporary, { force: true });
        }
      }),

    list: async (prefix) => {
      const keys = await keysBelow(folder, '', prefix);
      return keys.filter((key) => key.startsWith(prefix)).sort(compareBytes);
    },

    delete: (key) => namingDiskFaults(folder, () => rm(pathOf(key), { force: true })),
  };
}

/** Ascending order of UTF-8 bytes, which is that of S3 and DynamoDB, unlike the UTF-16 order of `<`. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Descends only into folders whose keys can have the prefix. */
async function keysBelow(folder: string, encodedParent: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, encodedParent), { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const keys: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const encoded = encodedParent === '' ? entry.name : `${encodedParent}/${entry.name}`;
    if (entry.isFile()) keys.push(decodeKey(encoded));
    else if (mayHold(decodeKey(encoded), prefix)) keys.push(...(await keysBelow(folder, encoded, prefix)));
  }
  return keys;
}

function mayHold(folderKey: string, prefix: string): boolean {
  return prefix.startsWith(folderKey) || folderKey.startsWith(prefix);
}

/**
 * A key as a relative path that stays inside the folder on any file system: everything but letters, digits and
 * `._-@=` of a segment is percent-encoded, so is a leading dot, and a long segment is continued (`%~`) in a sub-folder.
 */
function encodeKey(key: string): string {
  return key.split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment)
    .replaceAll(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%40', '@')
    .replaceAll('%3D', '=')
    .replace(/^\./, '%2E')
    .replace(/^$/, '%00');
  const pieces = encoded.match(new RegExp(`.{1,${SEGMENT_LENGTH_MAX}}`, 'g')) ?? [];
  return pieces.join('%~/');
}

function decodeKey(encoded: string): string {
  return encoded
    .replaceAll('%~/', '')
    .split('/')
    .map((segment) => (segment === '%00' ? '' : decodePercent(segment)))
    .join('/');
}

/** A folder that continues a long segment may end inside an escape; its name only has to be good for `mayHold`. */
function decodePercent(segment: string): string {
  try {
    return decodeURIComponent(segment.replace(/%~$/, ''));
  } catch {
    return '';
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const NOT_OURS = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Runs work that writes below a folder; what the disk refuses it comes out in the catalogue's words. */
export async function namingDiskFaults<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (FULL.has(code)) {
      throw new MarginalError('StoreFull', 'no space left on the device of the store; free some and run again', {
        cause: error,
      });
    }
    if (NOT_OURS.has(code)) {
      const why = code === 'EROFS' ? 'its disk is mounted read-only' : 'this user may not';
      throw new MarginalError(
        'StoreReadOnly',
        `cannot write to the store at '${folder}': ${why} (${code}); a store is written to even by commands that only read: mend that, or name another with --store`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** Errors of `node:fs` carry a code such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
