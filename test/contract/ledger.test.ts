import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../local/database.ts';
import { memoryLedger } from '../memory-world.ts';
import { ledgerSuite } from './ledger.suite.ts';

ledgerSuite('in memory', async () => ({ ledger: memoryLedger(), close: async () => undefined }));

ledgerSuite('DynamoDB, embedded on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-ledger-'));
  const { ledger, close } = await openDatabase(folder);
  return {
    ledger,
    close: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
});
