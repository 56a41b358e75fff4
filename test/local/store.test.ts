import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isStore, openStore } from '../../local/store.ts';

let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'marginal-store-'));
});
afterEach(() => rm(store, { recursive: true }));

const open = (mustExist: boolean) =>
  openStore(store, { mustExist, waitMsMax: 0, onWait: () => undefined, signal: new AbortController().signal });

describe('a store', () => {
  test('is made where there is none, and found again', async () => {
    expect(await isStore(store)).toBe(false);
    const made = await open(false);
    await made.ledger.write({ partition: 'a', sort: 'b', value: { c: 1 } }, 0);
    await made.close();
    expect(await isStore(store)).toBe(true);
    const found = await open(true);
    expect(await found.ledger.get('a', 'b')).toMatchObject({ value: { c: 1 } });
    await found.close();
  });

  test('is not made for a command that only reads', async () => {
    await expect(open(true)).rejects.toMatchObject({ code: 'NoData' });
    expect(await readdir(store)).toEqual([]);
  });

  test('is refused where a file is in the place of its ledger, and let go of', async () => {
    await writeFile(join(store, 'ledger'), '');
    await expect(open(true)).rejects.toMatchObject({ code: 'RunFailed', message: expect.stringContaining('ledger') });
    expect(await readdir(store)).toEqual(['ledger']);
  });

  // The superuser may write anywhere.
  test.skipIf(process.getuid?.() === 0)('is refused where this user may not write to its ledger', async () => {
    await mkdir(join(store, 'ledger'));
    await chmod(join(store, 'ledger'), 0o555);
    await expect(open(true)).rejects.toMatchObject({
      code: 'StoreReadOnly',
      message: expect.stringContaining('ledger'),
    });
    await chmod(join(store, 'ledger'), 0o755);
  });
});
