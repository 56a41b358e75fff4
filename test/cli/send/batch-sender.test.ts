import * as fc from 'fast-check';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BatchSender, type Compression } from '../../../cli/send/batch-sender.ts';

let inbox: string;

beforeEach(async () => {
  inbox = await mkdtemp(join(tmpdir(), 'marginal-send-'));
});

afterEach(() => rm(inbox, { recursive: true, force: true }));

async function opened(compression: Compression = 'gzip'): Promise<BatchSender> {
  const sender = new BatchSender({ inbox, name: 'web', compression, bytesMax: 40 });
  await sender.open();
  return sender;
}

/** What an ingest would find, by name. */
async function delivered(): Promise<Map<string, string>> {
  const names = (await readdir(inbox)).filter((name) => !name.startsWith('.') && !name.endsWith('.part')).sort();
  const found = new Map<string, string>();
  for (const name of names) {
    const bytes = await readFile(join(inbox, name));
    found.set(name, (name.endsWith('.zst') ? zstdDecompressSync(bytes) : gunzipSync(bytes)).toString());
  }
  return found;
}

async function sendAll(text: string, chunk = text.length): Promise<void> {
  const sender = await opened();
  for (let at = 0; at < text.length; at += chunk) await sender.write(Buffer.from(text.slice(at, at + chunk)));
  await sender.finish({ isStopped: false });
}

const LINES = Array.from({ length: 20 }, (_, index) => `{"id":"event-${index}"}\n`);
const TEXT = LINES.join('');

test('a batch ends with the line that reaches its size', async () => {
  await sendAll(TEXT);
  const batches = [...(await delivered()).values()];
  expect(batches.join('')).toBe(TEXT);
  expect(batches.every((batch) => batch.length >= 40 || batch === batches.at(-1))).toBe(true);
  expect(batches[0]).toBe('{"id":"event-0"}\n{"id":"event-1"}\n{"id":"event-2"}\n');
});

test('how the stream is cut into chunks decides nothing', async () => {
  await sendAll(TEXT);
  const whole = await delivered();
  for (const chunk of [1, 7, 40, 41]) {
    await rm(join(inbox, '.send'), { recursive: true, force: true });
    for (const name of whole.keys()) await rm(join(inbox, name));
    await sendAll(TEXT, chunk);
    expect(await delivered()).toEqual(whole);
  }
});

test('a last line without a newline is sent whole; of a stream that is stopped, only whole lines go', async () => {
  const sender = await opened();
  await sender.write(Buffer.from('{"id":"a"}\n{"id":"b'));
  expect(await sender.finish({ isStopped: true })).toMatchObject({ lines: 1, files: 1 });
  const other = await opened();
  await other.write(Buffer.from('{"id":"x"}\n{"id":"y"}'));
  expect(await other.finish({ isStopped: false })).toMatchObject({ lines: 2, bytes: 22 });
  expect([...(await delivered()).values()].sort()).toEqual(['{"id":"a"}\n', '{"id":"x"}\n{"id":"y"}\n']);
});

test('zstd, too', async () => {
  const sender = await opened('zstd');
  await sender.write(Buffer.from(TEXT));
  await sender.finish({ isStopped: false });
  const found = await delivered();
  expect([...found.values()].join('')).toBe(TEXT);
  expect([...found.keys()].every((name) => name.endsWith('.ndjson.zst'))).toBe(true);
});

describe('sent again', () => {
  test('the same stream adds nothing, wherever age had cut its batches', async () => {
    const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(cuts, cuts, async (first, second) => {
        for (const name of await readdir(inbox)) await rm(join(inbox, name), { recursive: true });
        for (const steps of [first, second, []]) {
          const sender = await opened();
          let at = 0;
          for (const [length, isDue] of steps) {
            await sender.write(Buffer.from(TEXT.slice(at, at + length)));
            at += length;
            if (isDue) await sender.age();
          }
          await sender.write(Buffer.from(TEXT.slice(at)));
          await sender.finish({ isStopped: false });
        }
        expect([...(await delivered()).values()].join('')).toBe(TEXT);
      }),
      { numRuns: 15 },
    );
  });

  test('after a crash at any point, each line is there once', async () => {
    for (let lines = 0; lines <= LINES.length; lines += 1) {
      for (const name of await readdir(inbox)) await rm(join(inbox, name), { recursive: true });
      const killed = await opened();
      await killed.write(Buffer.from(LINES.slice(0, lines).join('')));
      if (lines % 3 === 0) await killed.age();
      // Nothing more of it: what was in memory is gone.
      await sendAll(TEXT);
      expect([...(await delivered()).values()].join('')).toBe(TEXT);
    }
  });

  test('a batch that was noted but not put into the inbox is put there; one that was not noted is dropped', async () => {
    await sendAll(TEXT);
    const whole = await delivered();
    const last = [...whole.keys()].at(-1) ?? '';
    const bytes = await readFile(join(inbox, last));
    await rm(join(inbox, last));
    await writeFile(join(inbox, '.send', 'web', `${last}.part`), bytes);
    await writeFile(join(inbox, '.send', 'web', 'web-000099-half.ndjson.gz.part'), bytes.subarray(0, 5));
    await opened();
    expect(await delivered()).toEqual(whole);
    expect((await readdir(join(inbox, '.send', 'web'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a journal that a crash cut short says what it still can', async () => {
    await sendAll(TEXT);
    const whole = await delivered();
    const journal = join(inbox, '.send', 'web', 'journal.ndjson');
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.slice(0, -20));
    await sendAll(TEXT);
    expect(await delivered()).toEqual(whole);
  });

  test('a stream that goes on where the first ended adds what is new', async () => {
    await sendAll(TEXT);
    await sendAll(`${TEXT}{"id":"new"}\n`);
    expect([...(await delivered()).values()].join('')).toBe(`${TEXT}{"id":"new"}\n`);
  });

  test('another stream is sent whole, though batches of it look the same', async () => {
    await sendAll(LINES[0] ?? '');
    await sendAll(`{"id":"other"}\n${TEXT}`);
    expect([...(await delivered()).values()].join('').split('\n')).toHaveLength(1 + 1 + LINES.length + 1);
  });
});

test('the same lines twice in one stream are two batches', async () => {
  const batch = LINES.slice(0, 3).join('');
  await sendAll(batch + batch);
  expect([...(await delivered()).values()]).toEqual([batch, batch]);
});
