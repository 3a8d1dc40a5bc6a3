import type { LookupAddress } from 'node:dns';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeHttpClient } from '../../../../adapters/node/http-client.ts';
import { parseNetwork } from '../../../../adapters/node/refused-address.ts';
import { type HttpRequest, HttpRequestFailed } from '../../../../core/ports/http-client.ts';
import { type Asked, openWebServer } from '../../open-web-server.ts';

const allowed = [parseNetwork('127.0.0.0/8')];

describe('HTTP requests that users wrote', () => {
  let answer: (asked: Asked, response: ServerResponse) => void;
  let server: Awaited<ReturnType<typeof openWebServer>>;

  beforeEach(async () => {
    answer = (_, response) => void response.end('hello');
    server = await openWebServer((asked, response) => answer(asked, response));
  });
  afterEach(() => server.close());

  const get = (url: string, headers = {}): HttpRequest => ({ method: 'GET', url, headers });
  const post = (url: string, headers = {}): HttpRequest => ({ method: 'POST', url, headers, body: 'data' });
  const client = nodeHttpClient({ allowed });

  test('any status is an answer, with headers and body', async () => {
    answer = (_, response) => void response.writeHead(404, { 'X-Reason': 'gone' }).end('not here: é');
    const got = await client.send(get(`${server.url}/a?b=c`));
    expect(got).toMatchObject({ status: 404, headers: { 'x-reason': 'gone' }, body: 'not here: é' });
    expect(server.asked).toMatchObject([{ method: 'GET', url: '/a?b=c', body: '' }]);
  });

  test('a body is sent as it is, with its length', async () => {
    await client.send(post(server.url, { 'content-type': 'text/plain' }));
    expect(server.asked).toMatchObject([
      { method: 'POST', body: 'data', headers: { 'content-type': 'text/plain', 'content-length': '4' } },
    ]);
  });

  test('an answer is decoded by the charset that it names', async () => {
    answer = (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/plain; charset=ISO-8859-1' })
        .end(Buffer.from([0xe9]));
    expect((await client.send(get(server.url))).body).toBe('é');
  });

  test('an answer of more than a mebibyte is none, and is not read on', async () => {
    answer = (_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'a');
      const write = () => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', write);
      };
      write();
    };
    await expect(client.send(get(server.url))).rejects.toThrow('the answer has more than 1048576 bytes');
  });

  test('an answer that is not there in time is none; a body that drips counts too', async () => {
    const hasty = nodeHttpClient({ allowed, timeoutMs: 50 });
    answer = () => {};
    await expect(hasty.send(get(server.url))).rejects.toThrow(
      'there was no whole answer within 0.05 seconds',
    );
    answer = (_, response) => void response.write('drip');
    await expect(hasty.send(get(server.url))).rejects.toThrow(
      'there was no whole answer within 0.05 seconds',
    );
  });

  test('a connection that is closed without an answer, or in the middle of it, is a failure', async () => {
    answer = (_, response) => void response.destroy();
    await expect(client.send(get(server.url))).rejects.toThrow(HttpRequestFailed);
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('part', () => response.destroy());
    };
    await expect(client.send(get(server.url))).rejects.toThrow('closed before the answer was complete');
  });

  test('a server that is not there is a failure that names no address', async () => {
    const byName = nodeHttpClient({ allowed, resolve: resolveTo('127.0.0.1') });
    await server.close();
    const failure = await byName
      .send(get(`http://lab.example:${server.port}/x?key=secret`))
      .catch((error) => error);
    expect(failure).toBeInstanceOf(HttpRequestFailed);
    expect(failure.message).toBe(`GET http://lab.example:${server.port}/x: the connection was refused.`);
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,hi', 'gopher://example.com/'])(
    '%s is refused',
    async (url) => {
      await expect(client.send(get(url))).rejects.toThrow('is not for requests. Use http: or https:.');
    },
  );

  describe('to addresses inside the network', () => {
    const guarded = nodeHttpClient();

    test.each([
      'http://127.0.0.1:PORT/',
      'http://127.1:PORT/',
      'http://2130706433:PORT/',
      'http://0x7f000001:PORT/',
      'http://0177.0.0.1:PORT/',
      'http://0:PORT/',
      'http://[::1]:PORT/',
      'http://[::ffff:127.0.0.1]:PORT/',
      'http://[::ffff:7f00:1]:PORT/',
      'http://localhost:PORT/',
      'https://localhost:PORT/',
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/latest/meta-data/',
      'http://10.0.0.1/',
    ])('%s is refused', async (url) => {
      const sent = guarded.send(get(url.replace('PORT', String(server.port))));
      await expect(sent).rejects.toThrow('is inside the network, where requests of workflows do not go');
      expect(server.connections()).toBe(0);
    });

    test('a name is refused by what it resolves to, and connects to the public ones of several only', async () => {
      const tried = nodeHttpClient({ resolve: resolveTo('127.0.0.1', '::1', '10.0.0.1') });
      await expect(tried.send(get(`http://inside.example:${server.port}/`))).rejects.toThrow(
        'inside the network',
      );
      const mixed = nodeHttpClient({ allowed, resolve: resolveTo('10.0.0.1', '127.0.0.1') });
      expect((await mixed.send(get(`http://mixed.example:${server.port}/`))).body).toBe('hello');
    });

    test('a name that resolves to another address at the next look gains nothing: each connection takes what was checked', async () => {
      const answers = [['127.0.0.1'], ['169.254.169.254']];
      let looks = 0;
      const rebound = nodeHttpClient({
        allowed,
        resolve: async () => answers[looks++]!.map((address) => ({ address, family: 4 })),
      });
      answer = (_, response) => void response.writeHead(302, { location: '/again' }).end();
      await expect(rebound.send(get(`http://rebound.example:${server.port}/`))).rejects.toThrow(
        'inside the network',
      );
      expect(looks).toBe(2);
      expect(server.asked.map(({ url }) => url)).toEqual(['/']);
    });

    test('a redirect does not lead there', async () => {
      answer = (_, response) =>
        void response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
      await expect(client.send(get(server.url))).rejects.toThrow('169.254.169.254 is inside the network');
      answer = (_, response) =>
        void response.writeHead(302, { location: `http://[::1]:${server.port}/` }).end();
      await expect(client.send(get(server.url))).rejects.toThrow('::1 is inside the network');
      answer = (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      await expect(client.send(get(server.url))).rejects.toThrow('file: is not for requests');
    });
  });

  describe('that are redirected', () => {
    test.each([
      [301, 'POST', 'GET', ''],
      [302, 'POST', 'GET', ''],
      [303, 'POST', 'GET', ''],
      [307, 'POST', 'POST', 'data'],
      [308, 'POST', 'POST', 'data'],
      [301, 'PUT', 'PUT', 'data'],
      [303, 'PUT', 'GET', ''],
    ] as const)('by %i, %s goes on as %s', async (status, method, then, body) => {
      answer = ({ url }, response) => {
        if (url === '/from') response.writeHead(status, { location: '/to' }).end();
        else response.end('there');
      };
      const request = {
        method,
        url: `${server.url}/from`,
        headers: { 'content-type': 'text/plain' },
        body: 'data',
      };
      expect((await client.send(request)).body).toBe('there');
      expect(server.asked[1]).toMatchObject({ method: then, url: '/to', body });
      expect(server.asked[1]!.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
    });

    test('five times are followed, a sixth is a failure', async () => {
      answer = ({ url }, response) => {
        const left = Number(url.slice(1));
        if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
        else response.end('there');
      };
      expect((await client.send(get(`${server.url}/5`))).body).toBe('there');
      await expect(client.send(get(`${server.url}/6`))).rejects.toThrow('more than 5 redirects');
    });

    test('another origin does not get the authorization', async () => {
      const other = await openWebServer((_, response) => void response.end(), '127.0.0.2');
      answer = ({ url }, response) => {
        response.writeHead(302, { location: url === '/' ? '/same' : other.url }).end();
      };
      await client.send(get(server.url, { authorization: 'Bearer secret' }));
      await other.close();
      expect(server.asked[1]!.headers.authorization).toBe('Bearer secret');
      expect(other.asked[0]!.headers.authorization).toBeUndefined();
    });
  });
});

const resolveTo =
  (...addresses: string[]) =>
  async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
