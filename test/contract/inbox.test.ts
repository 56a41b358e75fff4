import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
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

test('links to other folders are followed, those back to where they lie are named and not followed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-inbox-'));
  try {
    await mkdir(join(folder, 'inbox', 'deep'), { recursive: true });
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'inbox', 'a.csv'), 'a');
    await writeFile(join(folder, 'elsewhere', 'b.csv'), 'b');
    await symlink(join(folder, 'elsewhere'), join(folder, 'inbox', 'linked'));
    await symlink('..', join(folder, 'inbox', 'deep', 'back'));
    const { files, unreadable } = await folderInbox([join(folder, 'inbox')]).list();
    expect(files.map(({ name }) => name)).toEqual(['a.csv', 'linked/b.csv']);
    expect(unreadable).toEqual([{ name: 'deep/back', message: expect.stringContaining('taken once') }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
