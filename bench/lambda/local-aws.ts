import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { decodeJson, encodeJson } from '../../functions/core/json.ts';
import type { Inbox, Item, Ledger, ObjectStore } from '../../functions/core/ports.ts';

/** Requests that AWS bills, as they came in since the last look. */
export interface Requests {
  puts: number;
  gets: number;
  lists: number;
  writeUnits: number;
  readUnits: number;
}

export interface LocalAws {
  readonly url: string;
  /** The counts so far, which start anew. */
  takeRequests(): Requests;
  close(): void;
}

const Text = v.object({ S: v.string() });
const Get = v.object({ Key: v.object({ pk: Text, sk: Text }) });
const Put = v.object({ Item: v.object({ pk: Text, sk: Text, vn: v.object({ N: v.string() }), body: Text }) });
const Query = v.object({
  ScanIndexForward: v.boolean(),
  ExpressionAttributeValues: v.object({ ':pk': Text, ':prefix': v.optional(Text) }),
  Limit: v.optional(v.number()),
  ExclusiveStartKey: v.optional(v.object({ sk: Text })),
});

const none = (): Requests => ({ puts: 0, gets: 0, lists: 0, writeUnits: 0, readUnits: 0 });

/** As much of S3, DynamoDB and SNS as the functions ask for, over a store of this machine: so that they answer. */
export async function localAws(objects: ObjectStore, ledger: Ledger, inbox: Inbox): Promise<LocalAws> {
  let requests = none();

  async function dynamodb(operation: string, body: unknown): Promise<unknown> {
    if (operation === 'GetItem') {
      const { Key } = v.parse(Get, body);
      const item = await ledger.get(Key.pk.S, Key.sk.S);
      requests.readUnits += unitsOf(item === undefined ? [] : [item], 4096);
      return item === undefined ? {} : { Item: attributesOf(item) };
    }
    if (operation === 'PutItem') {
      const { pk, sk, vn, body: value } = v.parse(Put, body).Item;
      const decoded = v.parse(v.record(v.string(), v.any()), decodeJson(value.S));
      const item = { partition: pk.S, sort: sk.S, value: decoded };
      requests.writeUnits += unitsOf([{ ...item, version: 1 }], 1024);
      if (await ledger.write(item, Number(vn.N) - 1)) return {};
      throw Object.assign(new Error('the condition failed'), { name: 'ConditionalCheckFailedException' });
    }
    const { ScanIndexForward, ExpressionAttributeValues: values, Limit, ExclusiveStartKey } = v.parse(Query, body);
    const items = await ledger.query(values[':pk'].S, {
      descending: !ScanIndexForward,
      ...(values[':prefix'] === undefined ? {} : { prefix: values[':prefix'].S }),
      ...(Limit === undefined ? {} : { limit: Limit }),
      ...(ExclusiveStartKey === undefined ? {} : { after: ExclusiveStartKey.sk.S }),
    });
    requests.readUnits += unitsOf(items, 4096);
    return { Items: items.map(attributesOf) };
  }

  async function s3(request: IncomingMessage, body: Uint8Array): Promise<[number, string | Uint8Array]> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, bucket = '', ...segments] = url.pathname.split('/').map(decodeURIComponent);
    const key = segments.join('/');
    if (url.searchParams.has('list-type')) {
      requests.lists += 1;
      return [200, listing((await inbox.list()).files)];
    }
    if (request.method === 'GET') {
      requests.gets += 1;
      const bytes = bucket === 'inbox' ? await bytesOf(inbox.open(key)) : await objects.get(key);
      return bytes === undefined ? [404, '<Error><Code>NoSuchKey</Code></Error>'] : [200, bytes];
    }
    if (request.method === 'DELETE') return [204, ''];
    requests.puts += 1;
    if (request.headers['if-none-match'] === undefined) await objects.put(key, body);
    else if (!(await objects.create(key, body))) return [412, '<Error><Code>PreconditionFailed</Code></Error>'];
    return [200, ''];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const operation = /^DynamoDB_\d+\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
    try {
      const isState = String(request.headers['x-amz-target']).startsWith('AWSStepFunctions');
      const [status, content] = isState
        ? [200, '{}']
        : operation === undefined
          ? await s3(request, body)
          : [200, JSON.stringify(await dynamodb(operation, JSON.parse(new TextDecoder().decode(body))))];
      response.writeHead(status).end(content);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      response.writeHead(400).end(JSON.stringify({ __type: name, message }));
    }
  }

  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    takeRequests: () => {
      const taken = requests;
      requests = none();
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

function attributesOf({ partition, sort, version, value }: Item) {
  return { pk: { S: partition }, sk: { S: sort }, vn: { N: String(version) }, body: { S: encodeJson(value) } };
}

/** Units of so many bytes, at least one; a consistent read is billed by what it reads together. */
function unitsOf(items: readonly Item[], unitBytes: number): number {
  const bytes = items.reduce((sum, item) => sum + JSON.stringify(attributesOf(item)).length, 0);
  return Math.max(1, Math.ceil(bytes / unitBytes));
}

function listing(files: readonly { name: string; bytes: number; fingerprint: string }[]): string {
  const contents = files.map(
    ({ name, bytes, fingerprint }) =>
      `<Contents><Key>${encodeURIComponent(name)}</Key><Size>${bytes}</Size><ETag>${fingerprint}</ETag><LastModified>2026-10-01T00:00:00Z</LastModified></Contents>`,
  );
  return `<ListBucketResult>${contents.join('')}</ListBucketResult>`;
}
