import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, namingDiskFaults } from '../functions/adapters/objects/folder.ts';
import { MarginalError } from '../functions/core/errors.ts';
import { makeFolder } from './make-folder.ts';

const POLL_MS = 200;

export interface LockOptions {
  /** Told once, when another process holds the store. */
  readonly onWait: (holder: number) => void;
  readonly waitMsMax: number;
  readonly signal: AbortSignal;
}

/**
 * Holds a store for this process: dynalite's files allow one at a time, and a second one would crash uncaught.
 * The lock file names its holder; that of a process which is gone is taken over. Waits for a living holder, then
 * throws `StoreBusy`; `Interrupted` after an abort; `StoreReadOnly` where it may not write. Answers the function that releases it.
 */
export async function lockStore(
  store: string,
  { onWait, waitMsMax, signal }: LockOptions,
): Promise<() => Promise<void>> {
  const path = join(store, 'lock');
  const mine = `${path}.${process.pid}`;
  await namingDiskFaults(store, async () => {
    await makeFolder(store);
    await writeFile(mine, String(process.pid));
  });
  try {
    for (let waitedMs = 0; ; waitedMs += POLL_MS) {
      if (await took(mine, path)) return () => rm(path, { force: true });
      const holder = await holderOf(path);
      if (holder === undefined) continue;
      if (!isAlive(holder)) {
        await dropDeadLock(path, holder);
        continue;
      }
      if (waitedMs === 0) onWait(holder);
      if (waitedMs >= waitMsMax) {
        throw new MarginalError(
          'StoreBusy',
          `process ${holder} holds the store '${store}'; waited ${waitMsMax / 1000} s`,
        );
      }
      await wait(POLL_MS, undefined, { signal }).catch(() => {
        throw new MarginalError('Interrupted', `interrupted while process ${holder} held the store '${store}'`);
      });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Linking a written file is atomic: the lock is never seen without its holder. */
async function took(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A lock in our own name that we do not hold is a dead process's whose pid we were given. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Only one of several waiting processes may drop it: the one that makes the marker named for the dead holder, which
 * names its maker in turn, so that a marker left by a crash is known as such.
 */
async function dropDeadLock(path: string, holder: number): Promise<void> {
  const marker = `${path}.dead-${holder}`;
  try {
    await writeFile(marker, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const maker = await holderOf(marker);
    if (maker !== undefined && !isAlive(maker)) await rm(marker, { force: true });
    return;
  }
  if ((await holderOf(path)) === holder) await rm(path, { force: true });
  await rm(marker, { force: true });
}
