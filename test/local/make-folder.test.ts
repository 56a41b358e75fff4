import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from '../../local/make-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginal-folder-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('a folder', () => {
  test('is made with those above it, by any number of askers at once, and left as it is where it is there', async () => {
    const path = join(root, 'a', 'b', 'c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, 'a', 'b'))]);
    await writeFile(join(path, 'kept'), '');
    expect(await makeFolder(path)).toBeUndefined();
    expect(await makeFolder(join(root, 'd', 'e'))).toBe(join(root, 'd'));
    expect((await stat(join(path, 'kept'))).isFile()).toBe(true);
  });

  test('is refused where a file is in its place or above it', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below', 'it')]) {
      await expect(makeFolder(path)).rejects.toMatchObject({
        code: 'RunFailed',
        message: `cannot make the folder '${file}': a file is in its place`,
      });
    }
  });

  test.runIf(existsSync('/proc/self'))('is refused where the system takes none in', async () => {
    await expect(makeFolder('/proc/none/below')).rejects.toMatchObject({
      code: 'RunFailed',
      message: "cannot make the folder '/proc/none': the one above it takes none in",
    });
  });
});
