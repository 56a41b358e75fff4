import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../functions/adapters/clock.ts';
import { folderObjects, namingDiskFaults } from '../functions/adapters/objects/folder.ts';
import { MarginalError } from '../functions/core/errors.ts';
import type { Ledger, ObjectStore } from '../functions/core/ports.ts';
import { expireObjects } from './expire-objects.ts';
import { type LockOptions, lockStore } from './lock.ts';
import { makeFolder } from './make-folder.ts';

/** The layout of a store. A later version migrates an older store when it opens it; an older one refuses a newer. */
export const STORE_VERSION = 1;

export interface Store {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

export interface StoreOptions extends LockOptions {
  /** Refuse where there is no store yet, instead of making one: a command that only reads leaves nothing behind. */
  readonly mustExist: boolean;
}

/** Opens the embedded store in a folder: objects as files, the ledger in a DynamoDB of this process. One process at a time. */
export async function openStore(folder: string, { mustExist, ...lock }: StoreOptions): Promise<Store> {
  if (mustExist && !(await isStore(folder))) {
    throw new MarginalError('NoData', `no data in the store '${folder}' yet; \`marginal ingest PATH\` brings some in`);
  }
  const release = await lockStore(folder, lock);
  try {
    await refuseUnwritable(ledgerOf(folder));
    // The SDK takes a tenth of a second to load: after the lock, so that a refusal comes at once.
    const { openDatabase } = await import('./database.ts');
    const database = await openDatabase(ledgerOf(folder));
    const close = async () => {
      await database.close();
      await release();
    };
    const { ledger } = database;
    const objects = join(folder, 'objects');
    try {
      await checkVersion(folder, ledger);
      // A command that only reads deletes nothing either.
      if (!mustExist) await expireObjects(objects, ledger, systemClock.nowMs());
    } catch (error) {
      await database.close();
      throw error;
    }
    return { objects: folderObjects(objects), ledger, close };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Of a folder it may not write to the database says, from a callback of its own, that it is not open. */
function refuseUnwritable(ledger: string): Promise<void> {
  return namingDiskFaults(ledger, async () => {
    await makeFolder(ledger);
    await access(ledger, constants.W_OK);
  });
}

function ledgerOf(folder: string): string {
  return join(folder, 'ledger');
}

/** Whether the folder holds a store. */
export async function isStore(folder: string): Promise<boolean> {
  return access(ledgerOf(folder)).then(
    () => true,
    () => false,
  );
}

async function checkVersion(folder: string, ledger: Ledger): Promise<void> {
  const item = await ledger.get('store', 'version');
  if (item === undefined) {
    await ledger.write({ partition: 'store', sort: 'version', value: { version: STORE_VERSION } }, 0);
    return;
  }
  const { version } = item.value;
  if (version !== STORE_VERSION) {
    throw new MarginalError(
      'StoreVersion',
      `the store '${folder}' has version ${JSON.stringify(version)}, this program knows ${STORE_VERSION}; use a newer marginal, or another --store`,
    );
  }
}
