import { describe, expect, test } from 'vitest';
import { namingDiskFaults } from '../../../functions/adapters/objects/folder.ts';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(`${code}: open`), { code }));

describe('what a disk refuses', () => {
  test.each([
    ['EROFS', 'StoreReadOnly', 'mounted read-only (EROFS)'],
    ['EACCES', 'StoreReadOnly', 'this user may not (EACCES)'],
    ['ENOSPC', 'StoreFull', 'no space left'],
    ['EDQUOT', 'StoreFull', 'no space left'],
  ])('%s is told as %s', async (code, name, words) => {
    const told = namingDiskFaults('/data/store', failing(code));
    await expect(told).rejects.toMatchObject({ code: name, message: expect.stringContaining(words) });
  });

  test('anything else comes through as it was, and so does an answer', async () => {
    await expect(namingDiskFaults('/data/store', failing('EIO'))).rejects.toThrow('EIO: open');
    expect(await namingDiskFaults('/data/store', async () => 7)).toBe(7);
  });
});
