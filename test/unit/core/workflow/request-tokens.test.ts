import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileTokenSigner } from '../../../../adapters/embedded/token-signer.ts';
import { nodeHttpClient } from '../../../../adapters/node/http-client.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import { parseNetwork } from '../../../../adapters/node/refused-address.ts';
import type { Structured } from '../../../../core/contract/workflow.ts';
import type { HttpClient, HttpRequest } from '../../../../core/ports/http-client.ts';
import type { TokenSigner } from '../../../../core/ports/token-signer.ts';
import { describeIssuer } from '../../../../core/workflow/request/describe-issuer.ts';
import { type RequestDeps, startRequest } from '../../../../core/workflow/request/start-request.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';
import { type Asked, openWebServer } from '../../open-web-server.ts';
import { requestStart } from './request-start.ts';

const issuer = 'https://hooks.example.com';
const clock = manualClock(1_800_000_000_500);
const ids = randomIds();

describe('The token of a request', () => {
  let folder: string;
  let signer: TokenSigner;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hookline-tokens-'));
    signer = fileTokenSigner({ path: join(folder, 'token-key.pem'), issuer, ids });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What goes where nothing listens is kept here. */
  let sent: HttpRequest[];
  const keeping: HttpClient = {
    send: async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: '' };
    },
  };
  beforeEach(() => {
    sent = [];
  });

  const start = (
    parameters: Structured | null,
    {
      input = {},
      base = 'request:get',
      owner = 'ada',
      ...deps
    }: Partial<RequestDeps> & {
      input?: Structured;
      base?: string;
      owner?: string;
    } = {},
  ) => {
    const task = requestStart(base, parameters, input, { owner, stepId: '4[2].7' });
    return startRequest({ http: keeping, urls: {}, signer, clock, ids, ...deps }, task);
  };
  const failure = (message: unknown) => ({ result: { error: { name: 'RequestFailed', message } } });
  const tokenOf = ({ headers }: Pick<HttpRequest, 'headers'> | Asked) => {
    const [scheme, token] = String(headers.authorization).split(' ');
    expect(scheme).toBe('Bearer');
    return token!;
  };

  test('says by whom, of whom, for whom, from when and until when, and which step asks', async () => {
    await start({ url: 'https://api.example.com:8443/orders/7?x=1', token: true });
    const claims = decodeJwt(tokenOf(sent[0]!));
    expect(claims).toEqual({
      iss: issuer,
      sub: 'ada',
      aud: 'https://api.example.com:8443',
      iat: 1_800_000_000,
      exp: 1_800_000_300,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      hookline_run: 'run 1',
      hookline_step: '4[2].7',
    });
    expect(describeIssuer({ signer }).claims_supported.toSorted()).toEqual(Object.keys(claims).toSorted());
  });

  test.each(['request:get', 'request:post', 'request:put', 'request:delete'])(
    '%s carries it beside its other headers, another with each request',
    async (base) => {
      for (const _ of [1, 2]) await start({ url: 'https://api.example.com', token: true }, { base });
      const [first, second] = sent.map(tokenOf);
      expect(decodeJwt(first!).jti).not.toBe(decodeJwt(second!).jti);
      const hasBody = base === 'request:post' || base === 'request:put';
      expect(sent[0]!.headers['content-type']).toBe(hasBody ? 'application/json' : undefined);
    },
  );

  test.each([{}, { token: false }])('is there where it is asked for: not with %j', async (parameters) => {
    await start({ url: 'https://api.example.com', ...parameters });
    expect(sent[0]!.headers).toEqual({});
  });

  test("another's has another subject", async () => {
    await start({ url: 'https://api.example.com', token: true }, { owner: 'bert' });
    expect(decodeJwt(tokenOf(sent[0]!)).sub).toBe('bert');
  });

  test('is no part of what the step waits for, or of its output', async () => {
    const parameters = { url: 'https://api.example.com', token: true, output_mode: 'status' };
    const [ended, waiting] = [await start(parameters), await start({ ...parameters, sync: false })];
    expect(ended).toEqual({ result: { output: { request_status: 200 } } });
    expect(waiting).toEqual({ work: { waitsFor: 'callback', output: { request_status: 200 } } });
    expect(sent.map(tokenOf)).toHaveLength(2);
  });

  describe('is not for the input', () => {
    test('to ask for', async () => {
      await start({ url: 'https://api.example.com' }, { input: { token: true } });
      expect(sent[0]!.headers).toEqual({});
    });

    test('to send elsewhere: its URL and its environ are no longer looked at', async () => {
      const urls = {
        test: { base: 'https://test.example.com' },
        other: { base: 'https://other.example.com' },
      };
      const input = { url: 'https://evil.example.com', environ: 'other' };
      await start({ url: '/x', environ: 'test', token: true }, { urls, input });
      expect(sent.map(({ url }) => url)).toEqual(['https://test.example.com/x']);
      expect(await start({ token: true }, { input })).toEqual(
        failure(
          'There is no "url" in the parameters. With "token", the input does not say where a request goes.',
        ),
      );
    });

    test.each([
      ['{input[site]}', 'https://evil.example.com/'],
      ['{input[site]}/x', 'https://evil.example.com'],
      ['https://{input[site]}/x', 'evil.example.com'],
      ['https://api.example.com{input[site]}', '.evil.example.com'],
      ['https://api.example.com{input[site]}', '@evil.example.com'],
      ['https://api.example.com:{input[site]}/', '8443'],
      ['{input[site]}://api.example.com/', 'http'],
      ['{input[site]}', '//evil.example.com/'],
    ])('to send elsewhere: %s with "%s"', async (url, site) => {
      const urls = { global: { base: 'https://api.example.com' } };
      const got = await start({ url, token: true }, { urls, input: { site } });
      expect(got).toMatchObject(failure(expect.any(String)));
      expect(sent).toEqual([]);
    });

    test('to be told of nothing: it may be in the path, the query and the body', async () => {
      const parameters = {
        url: 'https://{parameters[host]}/{input[id]}?q={input[id]}',
        host: 'api.example.com',
      };
      await start({ ...parameters, token: true }, { base: 'request:post', input: { id: 7 } });
      const urls = { global: { base: 'https://api.example.com' } };
      await start({ url: '{input[id]}', token: true }, { urls, input: { id: 7 } });
      expect(sent).toMatchObject([
        { url: 'https://api.example.com/7?q=7', body: '{"id":7}' },
        { url: 'https://api.example.com/7' },
      ]);
    });
  });

  describe('goes where nobody reads it on the way', () => {
    test.each([
      'http://127.0.0.1/',
      'http://127.1.2.3:8080/',
      'http://localhost/',
      'http://[::1]:4411/',
      'https://10.0.0.1/',
    ])('to %s', async (url) => {
      await start({ url, token: true });
      expect(decodeJwt(tokenOf(sent[0]!)).aud).toBe(new URL(url).origin);
    });

    test.each([
      'http://api.example.com/',
      'http://10.0.0.1/',
      'http://127.example.com/',
      'http://localhost.example.com/',
    ])('not to %s', async (url) => {
      const got = await start({ url, token: true });
      expect(got).toEqual(
        failure(expect.stringContaining(`not to ${new URL(url).origin}: others could read it`)),
      );
      expect(sent).toEqual([]);
    });

    test('but to a plain origin that the operator set', async () => {
      const urls = { global: { lab: 'http://lab.internal:8080/api/' } };
      await start({ url: 'http://lab.internal:8080/elsewhere', token: true }, { urls });
      expect(await start({ url: 'http://lab.internal/', token: true }, { urls })).toMatchObject(
        failure(expect.stringContaining('https only')),
      );
      expect(sent.map(({ url }) => url)).toEqual(['http://lab.internal:8080/elsewhere']);
    });
  });

  test('is a failure where the operator has not turned tokens on', async () => {
    const got = await start({ url: 'https://api.example.com', token: true }, { signer: undefined });
    expect(got).toEqual(failure('The task wants a token, and the operator has not turned tokens on.'));
    expect(sent).toEqual([]);
  });

  test('that could not be signed is no failure of the step yet: the platform tries the step again', async () => {
    const failing: TokenSigner = { ...signer, sign: () => Promise.reject(new Error('The disk is full.')) };
    const got = start({ url: 'https://api.example.com', token: true }, { signer: failing });
    await expect(got).rejects.toThrow('The disk is full.');
    expect(sent).toEqual([]);
  });

  describe('when the request is redirected', () => {
    const servers: Awaited<ReturnType<typeof openWebServer>>[] = [];
    const open = async (answer: (asked: Asked, response: ServerResponse) => void, address?: string) => {
      const server = await openWebServer(answer, address);
      servers.push(server);
      return server;
    };
    afterEach(async () => {
      for (const server of servers.splice(0)) await server.close();
    });

    test('goes on to the same origin only', async () => {
      const other = await open((_, response) => void response.end(), '127.0.0.2');
      const first = await open(({ url }, response) => {
        response.writeHead(307, { location: url === '/' ? '/same' : other.url }).end();
      });
      const http = nodeHttpClient({ allowed: [parseNetwork('127.0.0.0/8')] });
      await start({ url: `${first.url}/`, token: true }, { http, base: 'request:post' });
      expect(first.asked.map(tokenOf).map((token) => decodeJwt(token).aud)).toEqual([first.url, first.url]);
      expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    });
  });
});
