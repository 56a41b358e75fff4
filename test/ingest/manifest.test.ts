import { describe, expect, test } from 'vitest';
import { firstFiles, INGEST_LIMITS } from '../../functions/ingest/manifest.ts';

const { files: FILES_MAX, bytes: BYTES_MAX } = INGEST_LIMITS;

const file = (index: number, bytes = 1) => ({ name: String(index).padStart(6, '0'), bytes });

describe('a round takes up', () => {
  test('the first 10,000 files by name', () => {
    const files = Array.from({ length: FILES_MAX + 1 }, (_, index) => file(index));
    expect(firstFiles(files.toReversed())).toEqual(files.slice(0, FILES_MAX));
    expect(firstFiles(files.slice(0, FILES_MAX))).toHaveLength(FILES_MAX);
  });

  test('or 20 GB of them, but always one', () => {
    expect(firstFiles([file(1, BYTES_MAX), file(2)])).toEqual([file(1, BYTES_MAX)]);
    expect(firstFiles([file(1, 2 * BYTES_MAX), file(2)])).toEqual([file(1, 2 * BYTES_MAX)]);
    expect(firstFiles([file(1, BYTES_MAX - 1), file(2)])).toHaveLength(2);
  });
});
