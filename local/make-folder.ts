import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../functions/adapters/objects/folder.ts';
import { MarginalError } from '../functions/core/errors.ts';

/** Why there can be no folder, whoever asks. */
const NOWHERE = new Map([
  ['EEXIST', 'a file is in its place'],
  ['ENOENT', 'the one above it takes none in'],
]);

/**
 * A folder and those above it, where they are not there yet. Node's own recursive `mkdir` never ends where a folder that
 * is there takes none in, as below `/proc`. Answers the topmost that it made, undefined where none. Throws `RunFailed`
 * where there can be none, else what the system says.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  if (await isFolder(path)) return undefined;
  const parent = dirname(path);
  const above = parent === path ? undefined : await makeFolder(parent);
  try {
    await mkdir(path);
    return above ?? path;
  } catch (error) {
    // Another process may have made it meanwhile.
    if (await isFolder(path)) return above;
    const why = NOWHERE.get(codeOf(error) ?? '');
    if (why === undefined) throw error;
    throw new MarginalError('RunFailed', `cannot make the folder '${path}': ${why}`, { cause: error });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
