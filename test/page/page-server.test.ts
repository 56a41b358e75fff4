import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { servePage, type PageServer } from '../../cli/page-server.ts';

let server: PageServer;
afterEach(() => server.close());

function ask(path: string, options: { method?: string; host?: string } = {}) {
  const { port } = new URL(server.url);
  return new Promise<{ status: number | undefined; body: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const { method = 'GET', host = `127.0.0.1:${port}` } = options;
      const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

describe('the page', () => {
  test('is answered on 127.0.0.1, kept by nobody, framed by nobody', async () => {
    server = await servePage('<p>page</p>', 0);
    const { status, body, headers } = await ask('/?any=thing');
    expect({ status, body }).toEqual({ status: 200, body: '<p>page</p>' });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect((await ask('/', { method: 'HEAD' })).body).toBe('');
  });

  test.each([
    ['/', { host: 'evil.example' }, 403],
    ['/', { method: 'POST' }, 405],
    ['/other', {}, 404],
  ])('%s with %o is refused with %i', async (path, options, status) => {
    server = await servePage('<p>page</p>', 0);
    const answer = await ask(path, options);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('page</p>');
  });

  test('cannot be reached by another address of this machine', async () => {
    server = await servePage('<p>page</p>', 0);
    const port = Number(new URL(server.url).port);
    const others = Object.values(networkInterfaces()).flatMap((entries) =>
      (entries ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
    );
    for (const address of others) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port, timeout: 2000 });
        const end = (answer: boolean) => {
          socket.destroy();
          resolve(answer);
        };
        socket.on('connect', () => end(true));
        socket.on('error', () => end(false));
        socket.on('timeout', () => end(false));
      });
      expect(reached).toBe(false);
    }
  });

  test('a port that is taken is refused in words', async () => {
    server = await servePage('', 0);
    const { port } = new URL(server.url);
    await expect(servePage('', Number(port))).rejects.toMatchObject({ code: 'UsageError' });
  });
});
