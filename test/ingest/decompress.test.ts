import * as fc from 'fast-check';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import { freeMemoryOf } from '../../functions/core/free-memory-of.ts';
import { decompress } from '../../functions/ingest/decompress.ts';

const compressors = {
  gzip: (bytes: Uint8Array) => gzipSync(bytes),
  zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
  'zstd with checksum': (bytes: Uint8Array) =>
    zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
};

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function plain(name: string, bytes: Uint8Array, chunkLength = 1 << 16): Promise<Buffer> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkLength) yield bytes.subarray(start, start + chunkLength);
  }
  return readAll(decompress(name, chunks()));
}

async function* broken() {
  yield gzipSync(content).subarray(0, 100);
  throw new MarginalError('UnreadableFile', 'the disk is gone');
}

const content = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `line ${index * 7919}\n`).join(''));

describe.each(Object.entries(compressors))('%s', (_, compress) => {
  test('comes back, whatever the name and the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 50 }), async (bytes, length) => {
        expect(Buffer.compare(await plain('a.ndjson', compress(bytes), length), bytes)).toBe(0);
      }),
      { numRuns: 30 },
    );
    expect((await plain('a.ndjson', compress(content))).equals(content)).toBe(true);
  });

  test('appended streams all count', async () => {
    const twice = Buffer.concat([compress(content), compress(Buffer.from('end'))]);
    expect((await plain('a', twice)).equals(Buffer.concat([content, Buffer.from('end')]))).toBe(true);
    expect((await plain('a', twice, 100)).length).toBe(content.length + 3);
  });

  test('cut off anywhere, it is truncated', async () => {
    const whole = compress(content);
    for (const length of [4, 5, 9, 20, whole.length >> 1, whole.length - 5, whole.length - 1]) {
      await expect(plain('a', whole.subarray(0, length))).rejects.toMatchObject({ code: 'TruncatedFile' });
    }
  });

  test('damaged, it is refused', async () => {
    const damaged = Buffer.from(compress(content));
    damaged.fill(0xa5, damaged.length >> 1, (damaged.length >> 1) + 40);
    await expect(plain('a', damaged)).rejects.toBeInstanceOf(MarginalError);
  });
});

test('bytes that are neither come as they are; two bytes under a compressed name are not whole yet', async () => {
  expect(String(await plain('a.ndjson.gz', Buffer.from('{"a":1}')))).toBe('{"a":1}');
  expect(String(await plain('a.ndjson', Buffer.from('{}')))).toBe('{}');
  await expect(plain('a.ndjson.gz', Buffer.from([0x1f, 0x8b]))).rejects.toMatchObject({ code: 'TruncatedFile' });
  await expect(plain('a.ndjson.zst', Buffer.alloc(0))).rejects.toMatchObject({ code: 'TruncatedFile' });
});

test('skippable zstd frames are skipped, other bytes after a frame are not passed over in silence', async () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const frame = zstdCompressSync('abc');
  expect(String(await plain('a', Buffer.concat([skippable, frame, skippable, frame])))).toBe('abcabc');
  await expect(plain('a', Buffer.concat([frame, Buffer.from('garbage')]))).rejects.toMatchObject({
    code: 'UnreadableFile',
  });
});

test('a frame may begin anywhere in chunks that are gone once the next one is asked for', async () => {
  const first = zstdCompressSync('first');
  const twice = Buffer.concat([first, zstdCompressSync('second')]);
  for (let cut = first.length; cut <= first.length + 5; cut += 1) {
    const passing = async function* () {
      for (const part of [twice.subarray(0, 5), twice.subarray(5, cut), twice.subarray(cut)]) {
        const chunk = Uint8Array.from(part);
        yield chunk;
        freeMemoryOf(chunk);
      }
    };
    expect(String(await readAll(decompress('a', passing())))).toBe('firstsecond');
  }
});

test('an error of the source comes through as it is', async () => {
  await expect(readAll(decompress('a', broken()))).rejects.toThrow('the disk is gone');
});

test.each([
  ['plain', Buffer.from('abc')],
  ['gzip', gzipSync(content)],
  ['zstd', zstdCompressSync(content)],
  ['damaged zstd', Buffer.concat([zstdCompressSync('a'), Buffer.from('garbage')])],
])('the source is closed when the reader stops early: %s', async (_, bytes) => {
  let isClosed = false;
  async function* chunks() {
    try {
      for (;;) yield bytes;
    } finally {
      isClosed = true;
    }
  }
  const pieces = decompress('a', chunks());
  await pieces.next();
  await pieces.return(undefined).catch(() => undefined);
  expect(isClosed).toBe(true);
});
