import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;
const NEWLINE = 0x0a;

/** Lines no event may be, each with the code it is rejected for. */
const POISON: readonly (readonly [string, string])[] = [
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"click"', 'InvalidJson'],
  ['[1,2,3]', 'InvalidJson'],
  ['"text"', 'InvalidJson'],
  ['{"at":"yesterday","channel":"a","type":"click"}', 'InvalidEvent'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"","type":"click"}', 'InvalidChannel'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"view"}', 'InvalidEvent'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"click","costMicros":-1}', 'InvalidEvent'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"click","costMicros":1.5}', 'InvalidEvent'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"click","costMicros":1e400}', 'InvalidEvent'],
  ['{"at":"2026-09-30T00:00:00Z","channel":"a","type":"conversion"}', 'InvalidEvent'],
  ['{"at":"1990-01-01T00:00:00Z","channel":"a","type":"click"}', 'TooOld'],
  ['\u0000\u0000\u0000\u0000', 'InvalidJson'],
  ['{'.repeat(50_000), 'InvalidJson'],
];

const GOOD = '{"at":"2026-09-30T12:00:00Z","channel":"good","type":"click","costMicros":7}';

/** What the bad files hold besides good lines. */
export interface BadInbox {
  /** Lines of files that are read to their end. */
  readonly events: number;
  /** At least so many of them are good. */
  readonly acceptedLeast: number;
  readonly rejectedLeast: number;
  /** Files that are refused whole, by name, with the code. */
  readonly refused: Readonly<Record<string, string>>;
  /** Files that are whole the next time, and how many lines they hold then. */
  complete(): Promise<number>;
}

/** An inbox of nothing but trouble, with good lines in between. */
export async function writeBadFiles(folder: string, lines: Buffer, random: Random, nowMs: number): Promise<BadInbox> {
  const write = (name: string, bytes: Uint8Array | string) => writeFile(join(folder, name), bytes);
  const count = lineCount(lines);
  const poison = POISON.flatMap(([line]) => [line, GOOD]).join('\n');
  await write('poison.ndjson', `${poison}\n`);

  const corrupt = Buffer.from(lines);
  let untouched = count;
  let lastLine = -1;
  for (let at = 0, line = 0; at < corrupt.length; at += 1) {
    if (corrupt[at] === NEWLINE) line += 1;
    else if (random() < 0.01) {
      // Another byte, but none that would make two lines of one.
      const other = Math.floor(random() * 256);
      corrupt[at] = other === NEWLINE || other === 0x0d ? 0x21 : other;
      if (line !== lastLine) untouched -= 1;
      lastLine = line;
    }
  }
  await write('corrupt.ndjson', corrupt);

  const gzip = gzipSync(lines);
  const zstd = zstdCompressSync(lines);
  await write('truncated.ndjson.gz', gzip.subarray(0, gzip.length - 1000));
  await write('half.ndjson.zst', zstd.subarray(0, zstd.length >> 1));
  await write('half-plain.ndjson', lines.subarray(0, (lines.length >> 1) + 3));
  await write('empty.ndjson', '');
  await write('still-copied.ndjson.part', lines);
  const ahead = Array.from({ length: 1000 }, (_, index) =>
    JSON.stringify({ at: nowMs + 3 * HOUR_MS + index, channel: 'a', type: 'click' }),
  );
  await write('clock-ahead.ndjson', `${ahead.join('\n')}\n`);
  return {
    events: 2 * POISON.length + count + ahead.length,
    acceptedLeast: POISON.length + untouched,
    rejectedLeast: POISON.length + ahead.length,
    refused: {
      'truncated.ndjson.gz': 'TruncatedFile',
      'half.ndjson.zst': 'TruncatedFile',
      'half-plain.ndjson': 'TruncatedFile',
    },
    complete: async () => {
      await write('half.ndjson.zst', zstd);
      await write('half-plain.ndjson', lines);
      return 2 * count;
    },
  };
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count += 1;
  return count;
}
