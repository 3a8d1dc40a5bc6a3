import { sendEvent } from '@hookline/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openFolder } from '../open-folder.ts';
import { hookline } from '../run-hookline.ts';
import { type Embedded, openEmbedded } from './open-embedded.ts';

describe('hookline events', () => {
  let platform: Embedded;
  beforeAll(async () => {
    platform = await openEmbedded();
  });
  afterAll(() => platform?.close());
  afterEach(() => vi.unstubAllEnvs());

  const as = (stdin: string, ...args: string[]) => {
    vi.stubEnv('HOOKLINE_ENDPOINT', platform.url);
    vi.stubEnv('HOOKLINE_API_KEY', platform.admin.apiKey);
    return hookline(args, stdin);
  };
  const run = (...args: string[]) => as('', ...args);
  const json = async (...args: string[]): Promise<unknown> => {
    const { out, err, code } = await run(...args, '--json');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    return JSON.parse(out);
  };

  let keys = 0;
  const freshKey = () => `key-${++keys}`;

  describe('send takes as the value', () => {
    test.each<[string, string[], string, unknown]>([
      ['JSON', ['{"loss": 0.1}'], '', { loss: 0.1 }],
      ['a number', ['--', '-5'], '', -5],
      ['text', ['good morning'], '', 'good morning'],
      ['text that is JSON, when told so', ['{"a":1}', '--text'], '', '{"a":1}'],
      ['a file of JSON', ['@json'], '', [1, true]],
      ['a file of text, without its last line break', ['@text'], '', 'two\nlines'],
      ['standard input', ['-'], '"quoted"', 'quoted'],
      ['standard input as text, whole', ['-', '--text'], 'up 3 days\n', 'up 3 days\n'],
      ['nothing: null', [], '', null],
    ])('%s', async (_, args, stdin, value) => {
      const key = freshKey();
      const folder = openFolder({ json: '[1, true]\n', text: 'two\nlines\n' });
      const found = args.map((arg) => arg.replace('@', `@${folder}/`));
      const { code, out } = await as(stdin, 'events', 'send', key, '--json', ...found);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ key, value, sender: 'admin', namespace: 'default' });
    });

    test('digits beyond 2^53, exactly', async () => {
      const { out } = await run('events', 'send', freshKey(), '[12345678901234567890]', '-o', 'json');
      expect(out).toContain('12345678901234567890');
    });

    test.each([
      ['{"a": 1', /begins like JSON and is none.*--text/s],
      ['@gone.json', /"gone\.json" cannot be read/],
    ])('but not %s', async (value, says) => {
      const { code, err } = await run('events', 'send', 'k', value);
      expect(code).toBe(2);
      expect(err).toMatch(says);
    });
  });

  test('send says where the event went, and takes namespace, sender, type and context', async () => {
    const key = freshKey();
    vi.stubEnv('HOOKLINE_NAMESPACE', 'of-environment');
    expect((await run('events', 'send', key)).out).toMatch(
      new RegExp(`^${key} is sent to of-environment, with offset \\d+\\.\n$`),
    );
    const flags = ['--namespace', 'lab', '--sender', 's', '--type', 't', '--context', 'c'];
    expect(await json('events', 'send', key, '1', ...flags)).toMatchObject({
      namespace: 'lab',
      sender: 's',
      eventType: 't',
      context: 'c',
    });
  });

  test('list shows a table, JSON or YAML, and where to go on', async () => {
    const key = freshKey();
    const { admin } = platform;
    const first = await sendEvent(admin, { key, value: { n: 1 }, eventType: 't' });
    const second = await sendEvent(admin, { key, value: 12345678901234567890n });
    const table = await run('events', 'list', key);
    expect(table.out).toMatch(/^OFFSET +TIME +NAMESPACE +KEY +TYPE +SENDER +VALUE\n/);
    expect(table.out).toMatch(
      new RegExp(`\n${first.offset} +\\S+Z +default +${key} +t +admin +\\{"n":1\\}\n`),
    );
    expect((await run('events', 'list', key, '-o', 'yaml')).out).toContain('value: 12345678901234567890\n');
    expect((await run('events', 'list', key, '-o', 'json')).out).toBe(
      (await run('events', 'list', key, '--json')).out,
    );
    expect(await json('events', 'list', key, '--begin-offset', `${first.offset}`)).toHaveLength(1);
    expect(await json('events', 'list', key, '--begin-time', '1h')).toHaveLength(2);
    expect(await json('events', 'list', key, '--begin-time', '2999-01-01T00:00:00Z')).toEqual([]);
    expect(
      await json(
        'events',
        'list',
        key,
        '--begin-time',
        '2999-01-01T00:00:00Z',
        '--begin-offset',
        `${first.offset}`,
      ),
    ).toHaveLength(1);
    expect(await json('events', 'list', key, 'other', '--type', 't')).toHaveLength(1);
    const cut = await run('events', 'list', key, '--limit', '1');
    expect(cut.err).toBe(`There are more: --begin-offset ${first.offset}\n`);
    const newest = await run('events', 'list', key, '--limit', '1', '--newest-first');
    expect(newest.err).toBe(`There are more: --end-offset ${second.offset - 1}\n`);
    expect((await run('events', 'list', 'nothing')).out).toBe('There are no such events.\n');
  });

  test('count and offset say how much there is', async () => {
    const key = freshKey();
    const { admin } = platform;
    await sendEvent(admin, { key, value: 1, sender: 'a' });
    const { offset } = await sendEvent(admin, { key, value: 1, sender: 'b' });
    expect((await run('events', 'count', key)).out).toBe('SENDER  EVENTS\na       1\nb       1\ntotal   2\n');
    expect(await json('events', 'count', key)).toMatchObject({ total: 2 });
    expect((await run('events', 'offset')).out).toBe(`${offset}\n`);
    expect(await json('events', 'offset', '--time', '2020-01-01T00:00:00Z')).toEqual({ offset: 0 });
  });

  test('listen prints events as they come, and where to go on', async () => {
    const key = freshKey();
    const first = await sendEvent(platform.admin, { key, value: 'old' });
    const listening = run('events', 'listen', key, '--begin-offset', '0', '--count', '2');
    const second = await sendEvent(platform.admin, { key, value: 'new', eventType: 't' });
    const { code, out, err } = await listening;
    expect(out).toBe(
      `${first.offset}  ${first.createTime}  default  ${key}  -  admin  "old"\n` +
        `${second.offset}  ${second.createTime}  default  ${key}  t  admin  "new"\n`,
    );
    expect(err).toBe(`To go on: --begin-offset ${second.offset}\n`);
    expect(code).toBe(0);
    const lines = await run('events', 'listen', key, '--begin-time', '1h', '--count', '2', '-o', 'json');
    expect(
      lines.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([first, second]);
    const yaml = await run('events', 'listen', key, '--begin-time', '1h', '--count', '1', '-o', 'yaml');
    expect(yaml.out).toMatch(/^---\noffset: \d+\n/);
  });

  test('nothing of an event steers the terminal', async () => {
    const key = freshKey();
    await sendEvent(platform.admin, { key, value: '\u001b[2J\u202eevil\u0007\u009b31m', sender: 'x\u202ey' });
    for (const format of ['table', 'json', 'yaml']) {
      const options = [key, '-o', format];
      const { out } = await run('events', 'list', ...options);
      const tail = await run('events', 'listen', ...options, '--begin-time', '1h', '--count', '1');
      expect(out + tail.out).toMatch(/evil/);
      expect(out + tail.out).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
    }
  });

  test('subscriptions are listed and removed', async () => {
    const key = freshKey();
    await sendEvent(platform.admin, { key, value: 1 });
    const listen = [
      'events',
      'listen',
      key,
      '--subscription',
      'billing',
      '--begin-offset',
      '0',
      '--count',
      '1',
    ];
    expect((await run(...listen)).out).toContain(key);
    expect((await run('events', 'subscriptions', 'list')).out).toMatch(
      new RegExp(`NAME +OWNER .*\nbilling +admin +\\d+ +\\d+ +${key}\n`),
    );
    expect((await run('events', 'subscriptions', 'remove', 'billing')).out).toBe(
      'The subscription billing is removed.\n',
    );
    expect((await run('events', 'subscriptions', 'remove', 'billing')).code).toBe(4);
  });

  test('namespaces are added and listed', async () => {
    const add = [
      'namespaces',
      'add',
      'lab-2',
      '--reader',
      'developer',
      '--reader',
      'viewer',
      '--retention-days',
      '7',
    ];
    expect((await run(...add)).out).toBe("The namespace lab-2 is admin's; its events are kept for 7 days.\n");
    expect((await run('namespaces', 'list')).out).toMatch(/\nlab-2 +admin +developer, viewer +7 days\n/);
    expect((await run('namespaces', 'add', 'x', '--reader', 'boss')).code).toBe(2);
    expect((await run('namespaces', 'add', 'hookline/x')).err).toContain('namespace-reserved');
  });

  test('a hook is bound to events, and the list shows it', async () => {
    const add = [
      'hooks',
      'add',
      'model.ready',
      '--on-event',
      'model.trained',
      '--namespace',
      'lab',
      '--type',
      't',
    ];
    expect((await run(...add)).out).toBe(
      'The hook model.ready is fired by model.trained in lab of type t.\n',
    );
    expect((await run('hooks', 'list')).out).toMatch(/\nmodel\.ready +no +model\.trained in lab of type t\n/);
    expect((await run('hooks', 'add', 'any', '--on-event', '*')).out).toBe(
      'The hook any is fired by any event.\n',
    );
    expect((await run('hooks', 'add', 'model.ready')).out).toBe('The hook model.ready can be fired.\n');
    const lonely = await run('hooks', 'add', 'model.ready', '--type', 't');
    expect(lonely).toMatchObject({ code: 2, err: expect.stringContaining('--on-event') });
  });

  test.each(['send', 'list', 'count', 'listen', 'offset', 'subscriptions list', 'subscriptions remove'])(
    '%s explains itself with examples',
    async (name) => {
      const { code, out } = await run('events', ...name.split(' '), '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Examples:\n  hookline events ${name}`);
    },
  );

  test('errors are JSON where the output is', async () => {
    const { code, err } = await run(
      'events',
      'list',
      '--namespace',
      'hookline/nobody',
      '-o',
      'json',
      '--api-key',
      'x',
    );
    expect(code).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ error: { status: 401 } });
  });
});
