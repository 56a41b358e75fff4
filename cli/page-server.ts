import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from '../functions/adapters/objects/folder.ts';
import { MarginalError } from '../functions/core/errors.ts';

/** The one address it listens on: nobody beyond this machine can reach it. */
const HOST = '127.0.0.1';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // What the page's own meta tag says of everything else; framing can be refused by a header alone.
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves one document at `/` on 127.0.0.1, and nothing else. A request that names another host is refused: a web page
 * elsewhere could point its name at this machine and read the account (DNS rebinding).
 * `port` 0 is any free one; throws `UsageError` where the port is taken.
 */
export async function servePage(document: string, port: number): Promise<PageServer> {
  const body = Buffer.from(document);
  const server = createServer((request, response) => {
    const refuse = (status: number, words: string) =>
      response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
    const { port: own } = addressOf(server);
    if (![`${HOST}:${own}`, `localhost:${own}`].includes(request.headers.host ?? '')) {
      refuse(403, 'this page is for 127.0.0.1 alone');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(405, 'this page can only be read');
    } else if (new URL(request.url ?? '/', `http://${HOST}`).pathname !== '/') {
      refuse(404, 'there is one page here: /');
    } else {
      response.writeHead(200, { ...HEADERS, 'content-length': body.length }).end(request.method === 'HEAD' ? '' : body);
    }
  });
  await listening(server, port);
  return {
    url: `http://${HOST}:${addressOf(server).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES';
      reject(taken ? new MarginalError('UsageError', `--port: ${port} cannot be had; name another, or none`) : error);
    });
    server.listen(port, HOST, resolve);
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address;
  throw new TypeError('the server listens on no port');
}
