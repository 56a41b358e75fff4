import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import { memoryInbox } from '../memory-world.ts';
import { inboxSuite } from './inbox.suite.ts';

inboxSuite('in memory', async () => {
  const files: Record<string, Uint8Array> = {};
  return {
    inbox: memoryInbox(files),
    deliver: async (name, bytes) => void (files[name] = bytes),
    close: async () => undefined,
  };
});

inboxSuite('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-inbox-'));
  return {
    inbox: folderInbox([folder]),
    deliver: async (name, bytes) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    },
    close: () => rm(folder, { recursive: true }),
  };
});
