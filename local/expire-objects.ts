import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../functions/adapters/objects/folder.ts';
import type { Ledger } from '../functions/core/ports.ts';
import { STORE_EXPIRIES } from '../functions/core/retention.ts';

const MS_PER_DAY = 86_400_000;
/** Not an object, since it starts with a dot: its date says when the folder was looked through last. */
const LOOKED = '.expired';

/**
 * What a bucket's lifecycle rules do, by the same table: objects that are too old are deleted, at most once a day. While
 * an ingest is open none are: one that was cut off long ago needs its pages to go on.
 */
export async function expireObjects(folder: string, ledger: Ledger, nowMs: number): Promise<void> {
  const looked = join(folder, LOOKED);
  if (nowMs - (await modifiedMs(looked)) < MS_PER_DAY) return;
  // Once a day, so that other commands start without what it brings along.
  const { loadOpen } = await import('../functions/ingest/open-work.ts');
  if ((await loadOpen(ledger)).manifests.length > 0) return;
  for (const { prefix, days } of STORE_EXPIRIES) await deleteOlder(join(folder, prefix), nowMs - days * MS_PER_DAY);
  try {
    await writeFile(looked, '');
    await utimes(looked, new Date(nowMs), new Date(nowMs));
  } catch (error) {
    // A store that is about to be made has no folder yet.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function modifiedMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return -Infinity;
    throw error;
  }
}

async function deleteOlder(folder: string, beforeMs: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await deleteOlder(path, beforeMs);
    else if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { force: true });
  }
}
