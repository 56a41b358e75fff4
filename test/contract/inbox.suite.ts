import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inbox } from '../../functions/core/ports.ts';

export interface OpenInbox {
  readonly inbox: Inbox;
  /** Delivers a file as its producer does. */
  deliver(name: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const bytes = (content: string) => new TextEncoder().encode(content);
const MEGABYTE = 1 << 20;

/** What every inbox must do. `open` answers an empty one, a way to deliver into it, and the function that closes it. */
export function inboxSuite(name: string, open: () => Promise<OpenInbox>): void {
  describe(`inbox contract: ${name}`, () => {
    let opened: OpenInbox;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const listed = async (prefix: string) =>
      (await opened.inbox.list()).files.filter((file) => file.name.startsWith(prefix));

    test('files are listed by name, in order, with their sizes', async () => {
      for (const file of ['list/b.csv', 'list/a/deep.ndjson', 'list/a.csv']) await opened.deliver(file, bytes(file));
      const files = (await listed('list/')).map((file) => [file.name, file.bytes]);
      expect(files).toEqual([
        ['list/a.csv', 10],
        ['list/a/deep.ndjson', 18],
        ['list/b.csv', 10],
      ]);
    });

    test('hidden and unfinished files are not there yet', async () => {
      for (const file of [
        'hidden/.a.csv',
        'hidden/.git/a.csv',
        'hidden/a.csv.part',
        'hidden/b.part/a.csv',
        'hidden/a.csv',
      ])
        await opened.deliver(file, bytes(file));
      expect((await listed('hidden/')).map((file) => file.name)).toEqual(['hidden/a.csv']);
    });

    test('the fingerprint stays with the content and changes with it', async () => {
      const fingerprint = async () => (await listed('same/a.csv'))[0]?.fingerprint;
      await opened.deliver('same/a.csv', bytes('first'));
      const first = await fingerprint();
      expect(await fingerprint()).toBe(first);
      await opened.deliver('same/a.csv', bytes('another'));
      expect(await fingerprint()).not.toBe(first);
    });

    test.each(['plain.csv', 'with spaces & + % #.csv', 'Übersicht – Kampagnen.csv', "it's (1)*!.csv", '😀.ndjson.gz'])(
      'a file named %j is listed and read',
      async (file) => {
        await opened.deliver(`names/${file}`, bytes(file));
        expect((await listed('names/')).map((found) => found.name)).toContain(`names/${file}`);
        const chunks: Uint8Array[] = [];
        for await (const chunk of opened.inbox.open(`names/${file}`)) chunks.push(chunk);
        expect(Buffer.concat(chunks).toString()).toBe(file);
      },
    );

    test('a large file comes in pieces, which together are the file', async () => {
      const content = Buffer.alloc(20 * MEGABYTE, 'event,');
      await opened.deliver('large/a.ndjson', content);
      const chunks: Uint8Array[] = [];
      let largest = 0;
      for await (const chunk of opened.inbox.open('large/a.ndjson')) {
        chunks.push(chunk);
        largest = Math.max(largest, chunk.length);
      }
      expect(Buffer.concat(chunks).equals(content)).toBe(true);
      expect(largest).toBeLessThanOrEqual(MEGABYTE);
    });

    test('a reader may stop early, and read again', async () => {
      await opened.deliver('early/a.ndjson', Buffer.alloc(4 * MEGABYTE, 'x'));
      for (let turn = 0; turn < 3; turn += 1) {
        for await (const chunk of opened.inbox.open('early/a.ndjson')) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
      }
      expect(await listed('early/')).toHaveLength(1);
    });

    test('a file that is not there cannot be read, and is named', async () => {
      const read = async () => {
        for await (const chunk of opened.inbox.open('missing/a.csv')) void chunk;
      };
      await expect(read()).rejects.toMatchObject({
        code: 'UnreadableFile',
        message: expect.stringContaining('missing/a.csv'),
      });
    });

    test('a file set aside is not listed again until it changes, where the inbox can set it aside', async () => {
      await opened.deliver('aside/a.csv', bytes('wrong'));
      const [file] = await listed('aside/');
      if (file === undefined || opened.inbox.park === undefined) return;
      await opened.inbox.park(file, { code: 'UnknownFormat', message: 'no known format' });
      expect(await listed('aside/')).toEqual([]);
      await opened.deliver('aside/a.csv', bytes('corrected'));
      expect((await listed('aside/')).map((found) => found.name)).toEqual(['aside/a.csv']);
    });
  });
}
