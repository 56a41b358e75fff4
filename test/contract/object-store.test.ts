import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderObjects } from '../../functions/adapters/objects/folder.ts';
import { memoryObjects } from '../memory-world.ts';
import { objectStoreSuite } from './object-store.suite.ts';

objectStoreSuite('in memory', async () => ({ objects: memoryObjects(), close: async () => undefined }));

objectStoreSuite('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-objects-'));
  return { objects: folderObjects(folder), close: () => rm(folder, { recursive: true }) };
});
