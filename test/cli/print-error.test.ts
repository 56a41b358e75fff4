import { afterEach, describe, expect, test, vi } from 'vitest';
import { printError } from '../../cli/print-error.ts';

function printed(error: unknown, json: boolean): string {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  printError(error, json);
  return String(write.mock.calls.at(-1)?.[0]);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a fault of the disk', () => {
  test.each([
    ['of the file system', Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })],
    [
      'of the database',
      Object.assign(new Error('IO error: store/ledger/3.log: No space left on device'), { code: 'LEVEL_IO_ERROR' }),
    ],
  ])('in the words %s: a full one is told as such', (_of, error) => {
    expect(printed(error, false)).toBe('marginal: no space left on the device; free some and run again\n');
    expect(JSON.parse(printed(error, true))).toMatchObject({ error: { code: 'StoreFull' } });
  });

  test('a database that could not be opened is told as one', () => {
    const error = Object.assign(new Error('Database is not open'), { code: 'LEVEL_DATABASE_NOT_OPEN' });
    expect(JSON.parse(printed(error, true))).toMatchObject({
      error: { code: 'ObjectUnreadable', message: expect.stringContaining('ledger') },
    });
  });

  test('another error of the database is told in its own words', () => {
    const error = Object.assign(new Error('Corruption: bad block'), { code: 'LEVEL_CORRUPTION' });
    expect(printed(error, false)).toBe('marginal: Corruption: bad block\n');
  });
});
