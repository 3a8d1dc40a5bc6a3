import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHttpClient } from '../../../../../adapters/node/http-client.ts';
import { parseNetwork } from '../../../../../adapters/node/refused-address.ts';
import { openWebServer } from '../../../open-web-server.ts';
import { openWorkflows, type Workflows } from './open-workflows.ts';

let home: Workflows;
let web: Awaited<ReturnType<typeof openWebServer>>;

beforeEach(async () => {
  web = await openWebServer(({ url, method }, response) => {
    if (url === '/missing') response.writeHead(404).end();
    else if (method !== 'GET') response.writeHead(204).end();
    else if (url === '/text') response.writeHead(200, { 'content-type': 'text/plain' }).end('words');
    else if (url === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{');
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"rows": 3}');
  });
  home = await openWorkflows({
    http: nodeHttpClient({ allowed: [parseNetwork('127.0.0.0/8')] }),
    anyTask: ({ node, input }) => ({ output: { [node.name]: input } }),
  });
});
afterEach(async () => {
  home.close();
  await web.close();
});

test('a source gives its content', async () => {
  expect((await home.run(`<${web.url}/data.json> → A`)).output).toEqual({ A: { rows: 3 } });
});

test('a source that is no JSON gives a list of its text', async () => {
  expect((await home.run(`<${web.url}/text> → A`)).output).toEqual({ A: ['words'] });
});

test('a sink takes its input, and passes it on to the end', async () => {
  const run = await home.run(`A → <${web.url}/store>; A → <${web.url}/post>({"method": "POST"})`, {
    input: { x: 1 },
  });
  expect(run.output).toEqual([{ A: { x: 1 } }, { A: { x: 1 } }]);
  expect(web.asked.map(({ method, url, body }) => [method, url, JSON.parse(body)]).sort()).toEqual([
    ['POST', '/post', { A: { x: 1 } }],
    ['PUT', '/store', { A: { x: 1 } }],
  ]);
});

test.each([
  ['is missing', () => `<${web.url}/missing> → A`, 'The answer has the status 404.'],
  ['is broken', () => `<${web.url}/broken> → A`, 'The content is not JSON.'],
  ['is no URL of the web', () => '<orders.json> → A', '<orders.json> is no http: or https: URL.'],
  ['is a file', () => '<file:///etc/passwd> → A', '<file:///etc/passwd> is no http: or https: URL.'],
])('a source that %s is a failure', async (_what, source, message) => {
  expect(await home.run(source())).toMatchObject({
    state: 'failed',
    error: { name: 'RequestFailed', message },
  });
});

test('a home that reads no resources refuses to start', async () => {
  home.close();
  home = await openWorkflows();
  await expect(home.start('<http://example.com/> → A')).rejects.toMatchObject({
    code: 'workflow-task-unsupported',
  });
});
