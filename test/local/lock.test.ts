import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockStore } from '../../local/lock.ts';

let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'marginal-lock-'));
});
afterEach(() => rm(store, { recursive: true }));

const lock = (given: { waitMsMax?: number; onWait?: (holder: number) => void; signal?: AbortSignal } = {}) =>
  lockStore(store, { waitMsMax: 0, onWait: () => undefined, signal: new AbortController().signal, ...given });

/** A pid that no living process has: that of a child that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock of a store', () => {
  test('is taken, given back, and taken again, leaving no file', async () => {
    for (let turn = 0; turn < 3; turn += 1) await (await lock())();
    expect(await readdir(store)).toEqual([]);
  });

  test('a living holder is waited for, said so once, and then named in the refusal', async () => {
    await writeFile(join(store, 'lock'), String(process.ppid));
    const told: number[] = [];
    await expect(lock({ waitMsMax: 400, onWait: (holder) => told.push(holder) })).rejects.toMatchObject({
      code: 'StoreBusy',
      message: expect.stringContaining(String(process.ppid)),
    });
    expect(told).toEqual([process.ppid]);
  });

  test('whoever is interrupted while waiting for it is told so, and the holder keeps it', async () => {
    await writeFile(join(store, 'lock'), String(process.ppid));
    const controller = new AbortController();
    const waiting = lock({ waitMsMax: 60_000, onWait: () => controller.abort(), signal: controller.signal });
    await expect(waiting).rejects.toMatchObject({ code: 'Interrupted' });
    expect(await readdir(store)).toEqual(['lock']);
  });

  // The superuser may write anywhere.
  test.skipIf(process.getuid?.() === 0)('a folder this user may not write to is refused in plain words', async () => {
    await chmod(store, 0o555);
    await expect(lock()).rejects.toMatchObject({ code: 'StoreReadOnly', message: expect.stringContaining(store) });
    await chmod(store, 0o755);
  });

  test('the lock of a process that is gone is taken over', async () => {
    await writeFile(join(store, 'lock'), String(deadPid()));
    await (
      await lock()
    )();
    expect(await readdir(store)).toEqual([]);
  });

  test('so is one in our own name that we do not hold: the pid was given again', async () => {
    await writeFile(join(store, 'lock'), String(process.pid));
    await (
      await lock()
    )();
  });

  test('a marker left by a process that died while taking over does not block', async () => {
    const holder = deadPid();
    await writeFile(join(store, 'lock'), String(holder));
    await writeFile(join(store, `lock.dead-${holder}`), String(deadPid()));
    await (
      await lock()
    )();
    expect(await readdir(store)).toEqual([]);
  });
});
