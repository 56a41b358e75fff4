import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../functions/core/hash.ts';
import { foldAndKeep } from '../../functions/ingest/fold-and-keep.ts';
import { RejectWriter } from '../../functions/ingest/rejects.ts';
import { memoryWorld, NOON_2026_10_01 } from '../memory-world.ts';

const CLICK = '{"at":"2026-09-30T10:00:00Z","channel":"google:1:2","type":"click"}\n';
const ZEROS = Buffer.alloc(100_000);

function setUp() {
  const { objects } = memoryWorld();
  const rejects = new RejectWriter(objects, { batchId: 'a', arrivalMs: NOON_2026_10_01 });
  return { objects, rejects, rawKey: 'raw/a', timeZone: 'UTC', acceptDays: 30, arrivalMs: NOON_2026_10_01 };
}

/** As an inbox hands out passing chunks: each is overwritten when the next one is asked for. */
async function* passing(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) {
    const chunk = Buffer.from(bytes.subarray(start, start + length));
    yield chunk;
    chunk.fill(0);
  }
}

function fileOf(bytes: Uint8Array) {
  return { name: 'a.ndjson', bytes: bytes.length, fingerprint: '1' };
}

describe('a file that is folded while it is kept', () => {
  test.each([
    ['plain', Buffer.from(CLICK.repeat(500))],
    ['gzip', gzipSync(CLICK.repeat(500))],
    ['gzip padded with zeros, which the decoder does not read to their end', Buffer.concat([gzipSync(CLICK), ZEROS])],
  ])('is kept byte for byte, whatever its chunks: %s', async (_, bytes) => {
    for (const length of [1, 7, 100, 1 << 16]) {
      if (bytes.length / length > 50_000) continue;
      const world = setUp();
      const { folded, sha256 } = await foldAndKeep(fileOf(bytes), passing(bytes, length), world);
      expect(folded.accepted).toBe(bytes.includes(ZEROS) ? 1 : 500);
      expect(sha256).toBe(sha256Hex(bytes));
      expect(Buffer.from((await world.objects.get('raw/a')) ?? []).equals(bytes)).toBe(true);
    }
  });

  test.each([
    ['ends inside a line', Buffer.from(CLICK.repeat(5000).slice(0, -9)), 'TruncatedFile'],
    ['ends inside its stream', gzipSync(CLICK.repeat(500)).subarray(0, -9), 'TruncatedFile'],
    ['is damaged at its start', Buffer.concat([gzipSync(CLICK).subarray(0, 12), ZEROS, ZEROS]), 'UnreadableFile'],
  ])('is not kept where it %s', async (_, bytes, code) => {
    const world = setUp();
    await expect(foldAndKeep(fileOf(bytes), passing(bytes, 1000), world)).rejects.toMatchObject({ code });
    expect(await world.objects.list('')).toEqual([]);
  });

  test('that grew while it was read is not kept', async () => {
    const bytes = Buffer.from(CLICK);
    const world = setUp();
    const file = { ...fileOf(bytes), bytes: bytes.length - 1 };
    await expect(foldAndKeep(file, passing(bytes, 1000), world)).rejects.toThrow('grew while it was read');
    expect(await world.objects.list('')).toEqual([]);
  });

  test('a store that is full ends it, with the store\u2019s own error', async () => {
    const world = setUp();
    const full = {
      ...world.objects,
      putStream: async (_key: string, chunks: AsyncIterable<Uint8Array>) => {
        for await (const chunk of chunks) if (chunk.length > 0) throw new Error('no space left');
      },
    };
    const bytes = gzipSync(CLICK.repeat(500));
    const folding = foldAndKeep(fileOf(bytes), passing(bytes, 10), { ...world, objects: full });
    await expect(folding).rejects.toThrow('no space left');
  });
});
