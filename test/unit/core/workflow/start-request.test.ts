import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeHttpClient } from '../../../../adapters/node/http-client.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import { parseNetwork } from '../../../../adapters/node/refused-address.ts';
import { systemClock } from '../../../../adapters/node/system-clock.ts';
import type { Structured } from '../../../../core/contract/workflow.ts';
import { type BaseUrls, parseBaseUrls } from '../../../../core/workflow/request/base-urls.ts';
import { startRequest } from '../../../../core/workflow/request/start-request.ts';
import { type Asked, openWebServer } from '../../open-web-server.ts';
import { requestStart } from './request-start.ts';

describe('The tasks that make HTTP requests', () => {
  const http = nodeHttpClient({ allowed: [parseNetwork('127.0.0.0/8')] });
  let answer: (asked: Asked, response: ServerResponse) => void;
  let server: Awaited<ReturnType<typeof openWebServer>>;
  let urls: BaseUrls;

  beforeEach(async () => {
    answer = (_, response) => void response.end('{"found": true}');
    server = await openWebServer((asked, response) => answer(asked, response));
    urls = {};
  });
  afterEach(() => server.close());

  const start = (
    base: string,
    parameters: Structured | null,
    input: Structured = {},
    step: { stepId?: string; work?: Record<string, unknown> } = {},
  ) => {
    const task = requestStart(base, parameters, input, step);
    return startRequest({ http, urls, signer: undefined, clock: systemClock, ids: randomIds() }, task);
  };
  const failure = (message: unknown) => ({ result: { error: { name: 'RequestFailed', message } } });

  describe('send', () => {
    test.each([
      ['request:get', 'GET', ''],
      ['request:delete', 'DELETE', ''],
      ['request:post', 'POST', '{"id":1}'],
      ['request:put', 'PUT', '{"id":1}'],
    ])('%s: %s, with the input as JSON where there is a body', async (base, method, body) => {
      await start(base, { url: `${server.url}/x?y=z` }, { id: 1 });
      expect(server.asked).toMatchObject([{ method, url: '/x?y=z', body }]);
      expect(server.asked[0]!.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
    });

    test('a form, where the content type is that of forms', async () => {
      const parameters = { url: server.url, content_type: 'application/x-www-form-urlencoded' };
      await start('request:post', parameters, { name: 'a & b', n: 1, list: [1, 2] });
      expect(Object.fromEntries(new URLSearchParams(server.asked[0]!.body))).toEqual({
        name: 'a & b',
        n: '1',
        list: '[1,2]',
      });
      expect(await start('request:post', parameters, [1])).toEqual(
        failure(expect.stringContaining('no form')),
      );
    });

    test.each([
      [
        'application/json',
        '{{"name": "{input[name]}", "all": {input[all]}}}',
        '{"name": "a \\"b\\" & c", "all": [1]}',
      ],
      ['application/x-www-form-urlencoded', 'name={input[name]}&x=1', 'name=a%20%22b%22%20%26%20c&x=1'],
      ['text/plain', '{parameters[greeting]} {input[name]}', 'Dear a "b" & c'],
    ])('the template with its parts, escaped for %s', async (content_type, template, body) => {
      const parameters = { url: server.url, content_type, template, greeting: 'Dear' };
      await start('request:put', parameters, { name: 'a "b" & c', all: [1] });
      expect(server.asked).toMatchObject([{ body, headers: { 'content-type': content_type } }]);
    });

    test('what the input has goes before the parameters, but for the category', async () => {
      urls = { global: { lab: `${server.url}/lab/` } };
      const input = { url: 'from-input', template: 'T', content_type: 'text/x', category: 'other' };
      await start('request:post', { url: 'from-parameters', category: 'lab' }, input);
      expect(server.asked).toMatchObject([
        { url: '/lab/from-input', body: 'T', headers: { 'content-type': 'text/x' } },
      ]);
    });

    test.each([
      [{ url: 5 }, '"url" must be a string.'],
      [{ sync: 'no' }, '"sync" must be true or false.'],
      [
        { output_mode: ['all'] },
        '"output_mode" must be one of status, response_text, response_json, or a list of them.',
      ],
    ])('%j of the input is refused before anything is sent', async (input, message) => {
      expect(await start('request:get', { url: server.url }, input)).toEqual(failure(message));
      expect(server.asked).toEqual([]);
    });
  });

  describe('go', () => {
    test.each([
      ['/orders/{input[id]}', '/orders/a%2Fb%20c'],
      ['/orders?id={input[id]}&x={parameters[x]}', '/orders?id=a%2Fb%20c&x=1%262'],
      ['/orders/{input["id"]}/lines', '/orders/a%2Fb%20c/lines'],
    ])('%s is filled in and percent-encoded', async (path, url) => {
      await start('request:get', { url: `${server.url}${path}`, x: '1&2' }, { id: 'a/b c' });
      expect(server.asked[0]!.url).toBe(url);
    });

    test.each(['.', '..'])('no part of a path leads up: "%s"', async (id) => {
      const got = await start('request:get', { url: `${server.url}/orders/{input[id]}/x` }, { id });
      expect(got).toEqual(failure(expect.stringContaining('made of dots only')));
      await start('request:get', { url: `${server.url}/?q={input[id]}` }, { id });
      expect(server.asked.map(({ url }) => url)).toEqual([`/?q=${id}`]);
    });

    test('a part at the beginning is the URL', async () => {
      await start('request:get', { url: '{input[site]}' }, { site: `${server.url}/a/b?c` });
      await start(
        'request:get',
        { url: '{input[site]}/{input[id]}' },
        { site: `${server.url}/a`, id: 'x/y' },
      );
      expect(server.asked.map(({ url }) => url)).toEqual(['/a/b?c', '/a/x%2Fy']);
    });

    test("to the operator's URL of an environment and a category", async () => {
      urls = parseBaseUrls(
        JSON.stringify({
          global: { base: `${server.url}/general/`, lab: `${server.url}/lab/` },
          test: { lab: `${server.url}/test-lab/` },
        }),
      );
      await start('request:get', { url: 'x' });
      await start('request:get', { url: 'x', category: 'lab' });
      await start('request:get', { url: 'x', category: 'lab' }, { environ: 'test' });
      await start('request:get', { url: '/from/the/root', category: 'lab' });
      expect(server.asked.map(({ url }) => url)).toEqual([
        '/general/x',
        '/lab/x',
        '/test-lab/x',
        '/from/the/root',
      ]);
    });

    test.each([{ category: 'lab' }, { environ: 'test' }, { environ: 'toString', category: 'length' }])(
      'nowhere, where the operator has set none: %j',
      async (parameters) => {
        const got = await start('request:get', { url: server.url, ...parameters });
        expect(got).toEqual(failure(expect.stringContaining('The operator has set no URL')));
        expect(server.asked).toEqual([]);
      },
    );

    test.each([
      [{}, 'There is no "url", neither in the input nor in the parameters.'],
      [{ url: 'relative' }, '"relative" is no absolute URL.'],
      [{ url: 'http://x/{input[nope]}' }, 'The template takes {input[nope]}, which the input does not have.'],
      [{ url: 'ftp://example.com/' }, 'ftp: is not for requests. Use http: or https:.'],
      [{ url: 'http://169.254.169.254/' }, expect.stringContaining('inside the network')],
    ])('nowhere with %j', async (parameters, message) => {
      expect(await start('request:get', parameters)).toEqual(failure(message));
    });
  });

  describe('give', () => {
    test.each([
      [undefined, {}],
      ['status', { request_status: 200 }],
      ['response_text', { response: '{"found": true}' }],
      ['response_json', { response: { found: true } }],
      [['status', 'response_json'], { request_status: 200, response: { found: true } }],
      [['response_json', 'response_text'], { response: '{"found": true}' }],
      [[], {}],
    ])('their input, and with the output mode %j %j', async (output_mode, added) => {
      const parameters = { url: server.url, ...(output_mode !== undefined && { output_mode }) };
      const input = { id: 1, response: 'before', request_status: 0 };
      expect(await start('request:get', parameters, input)).toEqual({
        result: { output: { ...input, ...added } },
      });
    });

    test('a list as it is, and cannot add to one', async () => {
      expect(await start('request:get', { url: server.url }, [1, 2])).toEqual({ result: { output: [1, 2] } });
      const got = await start('request:get', { url: server.url, output_mode: 'status' }, [1, 2]);
      expect(got).toEqual(failure(expect.stringContaining('The input is a list')));
      expect(server.asked).toHaveLength(1);
    });

    test('a failure where the answer was to be JSON, and is not', async () => {
      answer = (_, response) => void response.end('<html>');
      const got = await start('request:get', { url: server.url, output_mode: 'response_json' });
      expect(got).toEqual(failure('The answer is not JSON.'));
    });

    test('a failure with another status than 2xx, with the beginning of the answer', async () => {
      answer = (_, response) => void response.writeHead(500).end('x'.repeat(5000));
      const got = await start('request:get', { url: server.url, output_mode: 'status' });
      expect(got).toEqual(failure(`The answer has the status 500: ${'x'.repeat(1000)}`));
      const kept = await start('request:get', {
        url: server.url,
        output_mode: 'status',
        error_on_status: false,
      });
      expect(kept).toEqual({ result: { output: { request_status: 500 } } });
    });

    test('a failure where there is no answer, without another attempt', async () => {
      answer = (_, response) => void response.destroy();
      expect(await start('request:get', { url: server.url })).toEqual(
        failure(expect.stringContaining('closed')),
      );
      expect(server.asked).toHaveLength(1);
    });
  });

  describe('that a callback answers', () => {
    test('say whose it is, and go on', async () => {
      const input = { id: 1 };
      const parameters = { url: `${server.url}/x?a=%20b`, sync: false, output_mode: 'status' };
      const got = await start('request:post', parameters, input, { stepId: '4[2].7' });
      expect(got).toEqual({ work: { waitsFor: 'callback', output: { id: 1, request_status: 200 } } });
      const { pathname, search, searchParams } = new URL(server.asked[0]!.url, server.url);
      expect(pathname).toBe('/x');
      expect(search).toMatch(/^\?a=%20b&littleflow-name=/);
      expect(Object.fromEntries(searchParams)).toEqual({
        a: ' b',
        'littleflow-name': 'ask',
        'littleflow-base': 'request:post',
        'littleflow-index': '7',
        'littleflow-workflow': 'run 1',
        'hookline-step': '4[2].7',
      });
    });

    test('say nothing where that is not wanted', async () => {
      await start('request:post', { url: `${server.url}/x`, sync: false, use_context_parameters: false });
      expect(server.asked[0]!.url).toBe('/x');
    });

    test('fail at once where the request does', async () => {
      answer = (_, response) => void response.writeHead(404).end('no');
      expect(await start('request:post', { url: server.url, sync: false })).toEqual(
        failure('The answer has the status 404: no'),
      );
    });

    test('are not sent again while the step goes on', async () => {
      const work = { waitsFor: 'callback', output: {} };
      expect(await start('request:post', { url: server.url, sync: false }, {}, { work })).toEqual({ work });
      expect(server.asked).toEqual([]);
    });
  });
});

describe("The operator's URLs", () => {
  test.each([
    '',
    'x',
    '[]',
    '{"global": "https://x"}',
    '{"global": {"lab": "file:///etc"}}',
    '{"global": {"lab": "x"}}',
  ])('%s are refused', (json) => {
    expect(() => parseBaseUrls(json)).toThrow('HOOKLINE_URLS');
  });
});
