import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginal-inbox-'));
  for (const [name, text] of Object.entries({
    'a/x.csv': 'ax',
    'a/deep/y.csv': 'ay',
    'a/.hidden': '',
    'a/z.csv.part': '',
    'b/x.csv': 'bx',
  })) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterEach(() => rm(folder, { recursive: true }));

const contents = async (chunks: AsyncIterable<Uint8Array>) => {
  let text = '';
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
  return text;
};

test('files are named relative to the folder given, in order; hidden and unfinished ones are not there yet', async () => {
  const inbox = folderInbox([join(folder, 'a')]);
  expect((await inbox.list()).files.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['deep/y.csv', 2],
    ['x.csv', 2],
  ]);
  expect(await contents(inbox.open('deep/y.csv'))).toBe('ay');
});

test('a single file is named by its base name', async () => {
  const inbox = folderInbox([join(folder, 'b', 'x.csv')]);
  expect((await inbox.list()).files.map(({ name }) => name)).toEqual(['x.csv']);
  expect(await contents(inbox.open('x.csv'))).toBe('bx');
});

test('of two files with one name the first is taken and the other told', async () => {
  const inbox = folderInbox([join(folder, 'a'), join(folder, 'b')]);
  const { files, unreadable } = await inbox.list();
  expect(files.map(({ name }) => name)).toEqual(['deep/y.csv', 'x.csv']);
  expect(unreadable).toEqual([{ name: 'x.csv', message: expect.stringContaining('one after the other') }]);
  expect(await contents(inbox.open('x.csv'))).toBe('ax');
});

test('a link that leads nowhere is told, the rest is listed', async () => {
  await symlink('/nowhere', join(folder, 'a', 'gone.csv'));
  const { files, unreadable } = await folderInbox([join(folder, 'a')]).list();
  expect(files).toHaveLength(2);
  expect(unreadable).toEqual([{ name: 'gone.csv', message: expect.stringContaining('ENOENT') }]);
});

test('a folder that cannot be read (here a link to itself) is told, the rest is listed', async () => {
  await symlink('loop', join(folder, 'a', 'loop'));
  const { files, unreadable } = await folderInbox([join(folder, 'a')]).list();
  expect(files).toHaveLength(2);
  expect(unreadable).toEqual([{ name: 'loop', message: expect.stringContaining('ELOOP') }]);
});

test('a file that goes away before it is read says so', async () => {
  const inbox = folderInbox([join(folder, 'a')]);
  await inbox.list();
  await rm(join(folder, 'a', 'x.csv'));
  await expect(contents(inbox.open('x.csv'))).rejects.toMatchObject({ code: 'UnreadableFile' });
});
