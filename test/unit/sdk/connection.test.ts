import { inspect } from 'node:util';
import { Connection } from '@hookline/sdk';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const variables = ['HOOKLINE_ENDPOINT', 'HOOKLINE_API_KEY', 'BTRDB_ENDPOINTS', 'BTRDB_API_KEY'];

describe('A connection', () => {
  beforeEach(() => {
    for (const variable of variables) vi.stubEnv(variable, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  test('takes an endpoint and an API key', () => {
    expect(new Connection('api.example.com:4411', ' C27489F2BFACE794A3\n')).toMatchObject({
      endpoint: 'https://api.example.com:4411',
      apiKey: 'C27489F2BFACE794A3',
    });
  });

  test('reads HOOKLINE_ variables before BTRDB_ ones, each by itself', () => {
    vi.stubEnv('BTRDB_ENDPOINTS', 'btrdb.example.com:4411');
    vi.stubEnv('BTRDB_API_KEY', 'btrdb-key');
    expect(new Connection()).toMatchObject({
      endpoint: 'https://btrdb.example.com:4411',
      apiKey: 'btrdb-key',
    });
    vi.stubEnv('HOOKLINE_ENDPOINT', 'hookline.example.com:4411');
    expect(new Connection()).toMatchObject({
      endpoint: 'https://hookline.example.com:4411',
      apiKey: 'btrdb-key',
    });
    vi.stubEnv('HOOKLINE_API_KEY', 'hookline-key');
    expect(new Connection().apiKey).toBe('hookline-key');
  });

  test('reads the environment when it is made, not when the module is loaded', () => {
    vi.stubEnv('HOOKLINE_API_KEY', 'first');
    const first = new Connection('127.0.0.1:1');
    vi.stubEnv('HOOKLINE_API_KEY', 'second');
    expect([first.apiKey, new Connection('127.0.0.1:1').apiKey]).toEqual(['first', 'second']);
  });

  test('prefers what it is given to the environment', () => {
    vi.stubEnv('HOOKLINE_ENDPOINT', 'other.example.com:1');
    vi.stubEnv('HOOKLINE_API_KEY', 'other');
    expect(new Connection('127.0.0.1:4411', 'key')).toMatchObject({
      endpoint: 'http://127.0.0.1:4411',
      apiKey: 'key',
    });
  });

  const faults: readonly (readonly [string, () => Connection, object])[] = [
    [
      'no endpoint anywhere',
      () => new Connection(undefined, 'key'),
      { code: 'endpoint-missing', field: 'endpoint' },
    ],
    ['no API key anywhere', () => new Connection('a:1'), { code: 'api-key-missing', field: 'apiKey' }],
    ['an empty endpoint', () => new Connection('', 'key'), { code: 'endpoint-invalid', field: 'endpoint' }],
    ['a blank API key', () => new Connection('a:1', ' '), { code: 'api-key-invalid', field: 'apiKey' }],
    [
      'an API key with a line break',
      () => new Connection('a:1', 'a\nb'),
      { code: 'api-key-invalid', field: 'apiKey' },
    ],
    [
      'an endpoint without a port',
      () => new Connection('a', 'key'),
      { code: 'endpoint-invalid', field: 'endpoint' },
    ],
  ];
  test.each(faults)('with %s is an error that says so', (_, make, error) => {
    expect(make).toThrow(expect.objectContaining(error));
  });

  test('with a blank variable is an error that names the variable', () => {
    vi.stubEnv('HOOKLINE_ENDPOINT', ' ');
    vi.stubEnv('BTRDB_ENDPOINTS', 'btrdb.example.com:4411');
    expect(() => new Connection(undefined, 'key')).toThrow(/HOOKLINE_ENDPOINT is blank/);
    vi.stubEnv('HOOKLINE_API_KEY', '');
    expect(() => new Connection('a:1')).toThrow(/HOOKLINE_API_KEY is blank/);
  });

  test('does not show its key when it is printed', () => {
    const printed = inspect(new Connection('127.0.0.1:4411', 'hlk_public_and-then-the-secret'));
    expect(printed).toBe("Connection { endpoint: 'http://127.0.0.1:4411', apiKey: 'hlk_publ…' }");
  });
});
