import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Account } from '../../functions/adapters/aws/account.ts';
import { s3Inbox } from '../../functions/adapters/inbox-s3.ts';
import { runIngest } from '../ingest/run-ingest.ts';
import { memoryWorld } from '../memory-world.ts';

const CLICK = '{"at":"2026-09-30T10:00:00Z","channel":"a","type":"click"}\n';
/** 6 GB, as S3 lists them; no byte of it is anywhere. */
const HUGE_BYTES = 6 * 2 ** 30;

let server: Server;
let asked: string[];
let account: Account;

/** A bucket that lists an object of 6 GB beside a small one. */
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`);
    request.resume();
    if (method === 'PUT') response.end();
    else if (url.includes('list-type'))
      response.end(listing({ 'huge.ndjson': HUGE_BYTES, 'small.ndjson': CLICK.length }));
    else if (url.endsWith('/small.ndjson')) response.end(CLICK);
    else response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  account = {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
  };
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function listing(sizes: Readonly<Record<string, number>>): string {
  const contents = Object.entries(sizes).map(
    ([name, bytes]) =>
      `<Contents><Key>${name}</Key><Size>${bytes}</Size><ETag>"0123"</ETag><LastModified>2026-10-01T00:00:00Z</LastModified></Contents>`,
  );
  return `<ListBucketResult>${contents.join('')}</ListBucketResult>`;
}

test('an object of 6 GB is refused by its size in the listing, parked, and never asked for; the file beside it goes in', async () => {
  const world = memoryWorld({ inbox: s3Inbox(account, 'inbox') });
  const { rejects, ...counts } = await runIngest(world);
  expect(counts).toMatchObject({ files: 1, accepted: 1, refusedFiles: 1 });
  expect(rejects).toEqual([
    expect.objectContaining({
      file: 'huge.ndjson',
      code: 'FileTooLarge',
      message: "'huge.ndjson' has 6.4 GB; files of up to 3.0 GB are taken in here: split it",
    }),
  ]);
  expect(asked).toContain('GET /inbox/small.ndjson');
  expect(asked).toContain('PUT /inbox/rejected/0123/huge.ndjson');
  expect(asked.filter((request) => /^(GET|HEAD) .*huge/.test(request))).toEqual([]);
});
