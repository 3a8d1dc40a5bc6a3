import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openFolder } from './open-folder.ts';
import {
  type Answer,
  firingAnswer,
  handlerAnswer,
  openPlatform,
  problem,
  type Received,
  silentEndpoint,
  type TestPlatform,
} from './open-platform.ts';
import { hookline } from './run-hookline.ts';

/** A platform that the environment names. */
async function open(answer: (request: Received, index: number) => Answer): Promise<TestPlatform> {
  const platform = await openPlatform(answer);
  vi.stubEnv('HOOKLINE_ENDPOINT', platform.url);
  vi.stubEnv('HOOKLINE_API_KEY', 'hlk_key');
  return platform;
}

const ok = (json: unknown) => (): Answer => ({ status: 200, json });
const createdAt = '2026-11-21T12:00:00.000Z';
const key = { id: 'key-1', user: 'allen', createdAt, expiresAt: null };
const mail = {
  id: 'firing-1-3',
  to: 'success@example.com',
  subject: 'one succeeded',
  state: 'kept',
  createdAt,
  sentAt: null,
  attempts: 0,
  lastError: null,
};
const run = {
  id: 'firing-1-3',
  firingId: 'firing-1',
  handlerId: 3,
  handlerName: 'one',
  handlerVersion: 0,
  state: 'succeeded',
  attempt: 1,
  startedAt: createdAt,
  endedAt: createdAt,
  durationMs: 12.4,
  result: 'two\nlines',
  resultType: 'text',
  resultCut: false,
  error: null,
  output: '',
};
const failedRun = {
  ...run,
  id: 'firing-1-4',
  handlerName: 'other',
  state: 'failed',
  result: null,
  resultType: null,
  error: {
    name: 'TypeError',
    message: 'x is not a function',
    stack: 'TypeError: x is not a function\n    at handler.mjs:1:2',
  },
  output: 'printed\n',
};
const failedFiring = firingAnswer('finished', {
  counts: { planned: 0, running: 0, succeeded: 1, failed: 1 },
  runs: [run, failedRun],
  history: [
    { step: 'accept', at: createdAt },
    { step: 'settle', at: '2026-11-21T12:00:00.250Z', runId: 'firing-1-4', attempt: 1, state: 'failed' },
  ],
});

beforeEach(() => {
  for (const name of ['HOOKLINE_ENDPOINT', 'HOOKLINE_API_KEY', 'BTRDB_ENDPOINTS', 'BTRDB_API_KEY']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => vi.unstubAllEnvs());

describe('A wrong command line ends with 2 and says what is right', () => {
  const wrong: readonly (readonly [args: string[], says: RegExp])[] = [
    [[], /Usage: hookline/],
    [['fyre'], /unknown command 'fyre'\n\(Did you mean fire\?\)/],
    [['hooks', 'lst'], /unknown command 'lst'\n\(Did you mean list\?\)/],
    [['hooks'], /Usage: hookline hooks/],
    [['fire'], /missing required argument 'hook'/],
    [['fire', 'lab.done', '--tags', 'x'], /unknown option '--tags'\n\(Did you mean --tag\?\)/],
    [['fire', 'lab.done', '--wait', 'soon'], /must be a number of seconds/],
    [['fire', 'lab.done', 'more'], /too many arguments/],
    [['handlers', 'remove', '0'], /whole number from 1/],
    [['users', 'add', 'allen', '--role', 'boss'], /Allowed choices are admin, developer, ingest, viewer/],
    [['start', '--port', '65536'], /whole number from 0 to 65535/],
    [['register'], /Say what to register: files, or --workflow/],
    [['register', 'a.ts', '--workflow', 'w', '--hook', 'h'], /either files or --workflow/],
    [['register', 'a.ts', '--name', 'n'], /Files say themselves what they register as/],
    [['register', '--workflow', 'w'], /--hook/],
    [['hooks', 'list'], /There is no endpoint.*HOOKLINE_ENDPOINT/],
    [['hooks', 'list', '--endpoint', 'a:1'], /There is no apiKey.*HOOKLINE_API_KEY/],
    [['hooks', 'list', '--endpoint', 'a', '--api-key', 'k'], /has no host:port: "a"/],
    [
      ['fire', 'x', '--endpoint', 'a:1', '--api-key', 'k', '--payload', '@gone.json'],
      /"gone\.json" cannot be read/,
    ],
    [['hooks', 'add', 'x', '--endpoint', 'a:1', '--api-key', 'k', '--schema', '[]'], /must be a JSON object/],
  ];
  test.each(wrong)('%j', async (args, says) => {
    const { code, out, err } = await hookline(args);
    expect(err).toMatch(says);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('What the platform answers decides the exit code', () => {
  const cases: readonly (readonly [Answer, number, RegExp])[] = [
    [problem(401, 'unauthorized'), 3, /Set HOOKLINE_API_KEY/],
    [problem(403, 'forbidden'), 3, /\(forbidden\)/],
    [problem(404, 'hook-not-found', { field: 'hook' }), 4, /\(hook-not-found, field hook\)/],
    [problem(409, 'hook-in-use'), 1, /This is hook-in-use/],
    [problem(422, 'payload-invalid', { field: 'payload.File' }), 1, /field payload\.File/],
  ];
  test.each(cases)('%j', async (answer, code, says) => {
    await open(() => answer);
    const result = await hookline(['hooks', 'remove', 'lab.done']);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toMatch(says);
  });

  test('and with --json the error is JSON, on stderr', async () => {
    await open(() => problem(404, 'hook-not-found', { field: 'hook' }));
    const { code, out, err } = await hookline(['hooks', 'remove', 'lab.done', '--json']);
    expect({ code, out, error: JSON.parse(err) }).toEqual({
      code: 4,
      out: '',
      error: {
        error: { code: 'hook-not-found', field: 'hook', status: 404, message: 'This is hook-not-found.' },
      },
    });
  });

  test('a platform that is not there ends with 1, and its address', { timeout: 10_000 }, async () => {
    const endpoint = await silentEndpoint();
    const { code, err } = await hookline(['hooks', 'list', '--endpoint', endpoint, '--api-key', 'k']);
    expect(code).toBe(1);
    expect(err).toContain(`Cannot reach http://${endpoint}`);
  });
});

describe('Each command', () => {
  const commands: readonly (readonly [string[], request: string, answer: unknown, text: RegExp])[] = [
    [
      ['hooks', 'list'],
      'GET /v1/hooks',
      { hooks: [{ name: 'lab.done', description: 'Done.', createdAt }] },
      /^NAME +SCHEMA +FIRED BY +DESCRIPTION\nlab\.done +no +Done\.\n$/,
    ],
    [['hooks', 'list'], 'GET /v1/hooks', { hooks: [] }, /^There are no hooks\.\n$/],
    [
      ['hooks', 'add', 'lab.done', '--description', 'Done.'],
      'POST /v1/hooks',
      { name: 'lab.done', description: 'Done.', createdAt },
      /lab\.done can be fired/,
    ],
    [['hooks', 'remove', 'lab.done'], 'DELETE /v1/hooks/lab.done', undefined, /lab\.done is removed/],
    [
      ['handlers', 'list', '--hook', 'lab.done'],
      'GET /v1/handlers?hook=lab.done',
      { handlers: [handlerAnswer(12)], nextAfterId: null },
      /\n12 +handler-12 +lab\.done +0 +red +allen +2026-11-21T13:00:00\.000Z\n$/,
    ],
    [['handlers', 'remove', '12'], 'DELETE /v1/handlers/12', undefined, /handler 12 is removed/],
    [
      ['fire', 'lab.done'],
      'POST /v1/hooks/lab.done/firings',
      { id: 'firing-1', duplicate: false },
      /lab\.done is fired as firing-1\nSee it: hookline firings show firing-1/,
    ],
    [['firings', 'show', 'firing-1'], 'GET /v1/firings/firing-1', firingAnswer('running'), /State +running/],
    [
      ['users', 'add', 'allen', '--role', 'viewer'],
      'POST /v1/users',
      { id: 'u', name: 'allen', role: 'viewer', createdAt },
      /allen is added as viewer/,
    ],
    [
      ['users', 'list'],
      'GET /v1/users',
      { users: [{ id: 'u', name: 'allen', role: 'viewer', createdAt }] },
      /allen +viewer/,
    ],
    [
      ['keys', 'create', '--user', 'allen'],
      'POST /v1/keys',
      { ...key, apiKey: 'hlk_new' },
      /export HOOKLINE_API_KEY=hlk_new\n/,
    ],
    [['keys', 'list'], 'GET /v1/keys', { keys: [key] }, /key-1 +allen +\S+ +never/],
    [
      ['keys', 'rotate', 'key-1', '--overlap-seconds', '0'],
      'POST /v1/keys/key-1/rotations',
      { ...key, apiKey: 'hlk_new' },
      /HOOKLINE_API_KEY=hlk_new\n/,
    ],
    [['keys', 'revoke', 'key-1'], 'DELETE /v1/keys/key-1', undefined, /does not work any more/],
    [
      ['mail', 'list', '--state', 'kept', '--limit', '5'],
      'GET /v1/mails?state=kept&limit=5',
      { mails: [mail] },
      /firing-1-3 +kept +success@example\.com +one succeeded/,
    ],
    [
      ['mail', 'show', 'firing-1-3'],
      'GET /v1/mails/firing-1-3',
      { ...mail, text: 'Hello\n', html: '<p>Hello' },
      /^To: success@example\.com\nSubject: one succeeded\nState: kept\n\nHello\n$/,
    ],
  ];
  test.each(commands)('%j asks for %s, and shows it', async (args, request, answer, text) => {
    const platform = await open(() =>
      answer === undefined ? { status: 204 } : { status: 200, json: answer },
    );
    const { code, out } = await hookline(args);
    expect(out).toMatch(text);
    expect(code).toBe(0);
    expect(platform.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([request]);
  });

  test.each(commands)('%j prints nothing but JSON with --json', async (args, _request, answer) => {
    await open(() => (answer === undefined ? { status: 204 } : { status: 200, json: answer }));
    const { out, err } = await hookline([...args, '--json']);
    expect(JSON.parse(out)).toEqual(expect.anything());
    expect(err).toBe('');
  });

  test.each(commands)('%j explains itself with examples', async (args) => {
    const words = args.slice(0, ['fire', 'register', 'start'].includes(args[0] ?? '') ? 1 : 2);
    const { code, out } = await hookline([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Examples:\n  hookline ${words.join(' ')}`);
  });

  test('takes the global options before and behind', async () => {
    const platform = await openPlatform(ok({ hooks: [] }));
    const global = ['--endpoint', platform.url, '--api-key', 'hlk_flag', '--json'];
    expect((await hookline([...global, 'hooks', 'list'])).out).toBe('[]\n');
    expect((await hookline(['hooks', 'list', ...global])).out).toBe('[]\n');
    expect(platform.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer hlk_flag',
      'Bearer hlk_flag',
    ]);
  });

  test('removing a handler that is not there ends with 4', async () => {
    await open(() => problem(404, 'handler-not-found'));
    const { code, err } = await hookline(['handlers', 'remove', '99']);
    expect(code).toBe(4);
    expect(err).toContain('See: hookline handlers list');
  });

  test('adding a hook reads its schema from a file', async () => {
    const platform = await open(ok({ name: 'lab.done', description: '', createdAt }));
    const folder = openFolder({ 'schema.json': '{"type": "object"}' });
    await hookline(['hooks', 'add', 'lab.done', '--schema', `@${join(folder, 'schema.json')}`]);
    expect(JSON.parse(String(platform.requests[0]?.body))).toEqual({
      name: 'lab.done',
      payloadSchema: { type: 'object' },
    });
  });
});

describe('hookline fire', () => {
  const payload = '{ "n": 1591844350000000001,\r\n "n":1.0 }\n';
  const accepted = ok({ id: 'firing-1', duplicate: false });

  test('sends a file, standard input or the argument byte for byte', async () => {
    const platform = await open(accepted);
    const file = join(openFolder({ 'payload.json': payload }), 'payload.json');
    await hookline(['fire', 'lab.done', '--payload', `@${file}`]);
    await hookline(['fire', 'lab.done', '--payload', '-'], payload);
    await hookline(['fire', 'lab.done', '--payload', payload]);
    await hookline(['fire', 'lab.done']);
    expect(platform.requests.map(({ body }) => String(body))).toEqual([payload, payload, payload, '{}']);
  });

  test('sends tags, the choice of all handlers, and the idempotency key', async () => {
    const platform = await open(accepted);
    await hookline([
      'fire',
      'lab.done',
      '--tag',
      'a',
      '--tag',
      'b',
      '--all-handlers',
      '--idempotency-key',
      'k',
    ]);
    expect(platform.requests[0]?.url).toBe('/v1/hooks/lab.done/firings?tag=a&tag=b&allHandlers=true');
    expect(platform.requests[0]?.headers['idempotency-key']).toBe('k');
  });

  test('says when the key had been used', async () => {
    await open(ok({ id: 'firing-1', duplicate: true }));
    const { out } = await hookline(['fire', 'lab.done', '--idempotency-key', 'k']);
    expect(out).toContain('had been fired before under this key, as firing-1');
  });

  test('with --wait shows the firing, and ends with 1 when a run failed', async () => {
    const firing = (request: Received): Answer =>
      request.method === 'POST' ? accepted() : { status: 200, json: failedFiring };
    await open(firing);
    const waited = await hookline(['fire', 'lab.done', '--wait', '5']);
    expect(waited.code).toBe(1);
    expect(waited.out).toContain('other    0        failed');
    const json = await hookline(['fire', 'lab.done', '--wait', '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toEqual({ id: 'firing-1', duplicate: false, firing: failedFiring });
    expect(json.err).toBe('');
  });

  test('with --wait ends with 0 when all runs succeeded, and with 1 when the time is over', async () => {
    await open((request) =>
      request.method === 'POST' ? accepted() : { status: 200, json: firingAnswer('finished') },
    );
    expect((await hookline(['fire', 'lab.done', '--wait'])).code).toBe(0);
    await open((request) =>
      request.method === 'POST' ? accepted() : { status: 200, json: firingAnswer('running') },
    );
    const late = await hookline(['fire', 'lab.done', '--wait', '0']);
    expect(late.code).toBe(1);
    expect(late.err).toMatch(
      /is fired as firing-1\nerror: The firing firing-1 is not finished after 0 seconds/,
    );
  });
});

describe('hookline firings show', () => {
  test('tells the whole story', async () => {
    await open(ok(failedFiring));
    const { code, out } = await hookline(['firings', 'show', 'firing-1']);
    expect(code).toBe(0);
    expect(out).toBe(`Firing    firing-1
Hook      lab.done
State     finished at 2026-11-21T12:00:01.000Z
Fired by  allen at 2026-11-21T12:00:00.000Z
Tags      none
Payload   2 bytes

HANDLER  VERSION  STATE      ATTEMPT  TOOK   RUN
one      0        succeeded  1        12 ms  firing-1-3
other    0        failed     1        12 ms  firing-1-4

History
  AT                        AFTER    STEP    RUN
  2026-11-21T12:00:00.000Z  +0 ms    accept
  2026-11-21T12:00:00.250Z  +250 ms  settle  other, attempt 1: failed

one (version 0): succeeded
  two
  lines

other (version 0): failed
  TypeError: x is not a function
      at handler.mjs:1:2
  It printed:
    printed
`);
  });

  test('ends with 1 for a failed run only when it waits', async () => {
    await open(ok(failedFiring));
    expect((await hookline(['firings', 'show', 'firing-1', '--wait'])).code).toBe(1);
  });

  test('lets no text from elsewhere steer the terminal', async () => {
    const evil = '\u001b[2J\u0007\u009b31m\u202eevil\r\n';
    const evilRun = {
      ...failedRun,
      handlerName: evil,
      output: evil,
      error: { name: evil, message: evil, stack: evil },
    };
    await open(ok({ ...failedFiring, firedBy: evil, runs: [evilRun, { ...run, result: evil }] }));
    const { out } = await hookline(['firings', 'show', 'firing-1']);
    expect(out).toContain('evil');
    expect(out).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    const json = await hookline(['firings', 'show', 'firing-1', '--json']);
    expect(json.out).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(JSON.parse(json.out).firedBy).toBe(evil);
  });
});

describe('hookline register', () => {
  const definition = (name: string) => `
    import { defineHandler } from '@hookline/sdk';
    import { answer } from './answer.ts';
    const options = { name: '${name}', hook: 'lab.done', notifyOnSuccess: null, notifyOnFailure: null } as const;
    export default defineHandler(options, (input: { n: number }) => input.n + answer);`;
  const answering = (request: Received): Answer => {
    if (request.url === '/v1/code') return { status: 200, json: { upload: null } };
    const { name } = JSON.parse(String(request.body)) as { name: string };
    return { status: 201, json: handlerAnswer(3, { name, tags: [], version: name === 'two' ? 4 : 0 }) };
  };

  test('registers what the files define', async () => {
    const platform = await open(answering);
    const folder = openFolder({
      'one.ts': definition('one'),
      'two.ts': definition('two'),
      'answer.ts': 'export const answer: number = 42;',
    });
    const { code, out } = await hookline(['register', join(folder, 'one.ts'), join(folder, 'two.ts')]);
    expect(out).toBe(
      'one: registered, id 3; runs for every firing of lab.done\ntwo: replaced, version 4, id 3; runs for every firing of lab.done\n',
    );
    expect(code).toBe(0);
    const registrations = platform.requests.filter(({ url }) => url === '/v1/handlers');
    expect(registrations.map(({ body }) => JSON.parse(String(body)))).toMatchObject([
      { name: 'one', hook: 'lab.done', notifyOnSuccess: null },
      { name: 'two' },
    ]);
    const json = await hookline(['register', join(folder, 'one.ts'), '--json']);
    expect(JSON.parse(json.out)).toMatchObject([{ id: 3, name: 'one' }]);
  });

  test.each([
    ['a class', 'export default class Report extends EventHandler<{ n: number }> {', '}'],
    ['an instance', 'class Report extends EventHandler<{ n: number }> {', '}\nexport default new Report();'],
  ])('registers %s that extends EventHandler, with the options that it has', async (_, before, after) => {
    const platform = await open(answering);
    const folder = openFolder({
      'report.ts': `import { EventHandler } from '@hookline/sdk';
${before}
  readonly options = { name: 'report', hook: 'lab.done', notifyOnSuccess: null, notifyOnFailure: null, each: 'samples' };
  process(input: { n: number }) {
    return [true, input.n];
  }
${after}`,
    });
    expect(await hookline(['register', join(folder, 'report.ts')])).toMatchObject({ code: 0, err: '' });
    const registration = platform.requests.find(({ url }) => url === '/v1/handlers');
    expect(JSON.parse(String(registration?.body))).toMatchObject({ name: 'report', each: 'samples' });
  });

  test('leaves shouldSkip to the code: it is none of the options that are sent', async () => {
    const platform = await open(answering);
    const source = definition('one').replace(
      'notifyOnFailure: null',
      'notifyOnFailure: null, shouldSkip: () => true',
    );
    const folder = openFolder({ 'one.ts': source, 'answer.ts': 'export const answer = 42;' });
    expect(await hookline(['register', join(folder, 'one.ts')])).toMatchObject({ code: 0, err: '' });
    const registration = platform.requests.find(({ url }) => url === '/v1/handlers');
    expect(JSON.parse(String(registration?.body))).not.toHaveProperty('shouldSkip');
  });

  test('takes options of execution in place of the file’s', async () => {
    const platform = await open(answering);
    const folder = openFolder({ 'one.ts': definition('one'), 'answer.ts': 'export const answer = 42;' });
    const options = '{"retry": {"maxAttempts": 3}, "executor": {"maxWorkers": 2}}';
    expect(await hookline(['register', join(folder, 'one.ts'), '--options', options])).toMatchObject({
      code: 0,
    });
    const registration = platform.requests.find(({ url }) => url === '/v1/handlers');
    expect(JSON.parse(String(registration?.body))).toMatchObject({ name: 'one', ...JSON.parse(options) });
    expect(await hookline(['register', join(folder, 'one.ts'), '--options', '[1]'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--options must be a JSON object'),
    });
  });

  test('registers a workflow in place of files, under its own name unless another is given', async () => {
    const platform = await open(() => ({
      status: 201,
      json: handlerAnswer(3, { name: 'ingest', tags: ['red'], workflow: 'ingest' }),
    }));
    const workflow = ['register', '--workflow', 'ingest', '--hook', 'lab.done'];
    expect(await hookline([...workflow, '--tag', 'red', '--on-failure', 'me@example.com'])).toEqual({
      code: 0,
      out: 'ingest: registered, id 3; starts the workflow ingest for firings tagged red of lab.done\n',
      err: '',
    });
    await hookline([...workflow, '--name', 'other', '--options', '{"each": "parts"}', '--json']);
    expect(platform.requests.map(({ body }) => JSON.parse(String(body)))).toEqual([
      {
        name: 'ingest',
        hook: 'lab.done',
        notifyOnSuccess: null,
        notifyOnFailure: 'me@example.com',
        tags: ['red'],
        workflow: 'ingest',
      },
      {
        name: 'other',
        hook: 'lab.done',
        notifyOnSuccess: null,
        notifyOnFailure: null,
        each: 'parts',
        workflow: 'ingest',
      },
    ]);
  });

  test('hookline handlers list and show tell the workflow', async () => {
    const handler = handlerAnswer(3, { workflow: 'ingest' });
    await open(({ url }) => ({
      status: 200,
      json: url.endsWith('/3') ? handler : { handlers: [handler], nextAfterId: null },
    }));
    expect((await hookline(['handlers', 'list'])).out).toMatch(/red +ingest +allen/);
    expect((await hookline(['handlers', 'show', '3'])).out).toMatch(/^Starts +the workflow ingest$/m);
  });

  test('hookline handlers show tells the options', async () => {
    const retry = { maxAttempts: 3, jitter: true };
    await open(() => ({ status: 200, json: { ...handlerAnswer(3, {}), retry, each: 'DataSets' } }));
    const { out } = await hookline(['handlers', 'show', '3']);
    expect(out).toMatch(/^retry +maxAttempts 3, jitter true$/m);
    expect(out).toMatch(/^each +DataSets$/m);
  });

  test.each([
    [
      'without a definition',
      'export default () => 1;',
      /Its default export is neither what defineHandler returns nor a class/,
    ],
    ['that cannot be bundled', "import './gone.ts';\nexport default 1;", /two\.ts:1:7: Could not resolve/],
    ['that throws', "throw new Error('broken on purpose');\nexport default 1;", /broken on purpose/],
  ])('with a file %s names it, and registers none', async (_, source, says) => {
    const platform = await open(answering);
    const folder = openFolder({
      'one.ts': definition('one'),
      'two.ts': source,
      'answer.ts': 'export const answer = 42;',
    });
    const { code, err } = await hookline(['register', join(folder, 'one.ts'), join(folder, 'two.ts')]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/two\.ts:\n/);
    expect(err).toMatch(says);
    expect(platform.requests).toEqual([]);
  });
});

test('hookline --version prints the version of the package', async () => {
  expect((await hookline(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
