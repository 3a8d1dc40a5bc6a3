import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Embedded, openEmbedded } from '../events/open-embedded.ts';
import { hookline } from '../run-hookline.ts';

describe('hookline worker', () => {
  let platform: Embedded;
  beforeAll(async () => {
    platform = await openEmbedded();
  });
  afterAll(() => platform?.close());
  afterEach(() => vi.unstubAllEnvs());

  const run = (...args: string[]) => {
    vi.stubEnv('HOOKLINE_ENDPOINT', platform.url);
    vi.stubEnv('HOOKLINE_API_KEY', platform.admin.apiKey);
    return hookline(['worker', ...args]);
  };

  test('list says when no tasks want workers', async () => {
    expect(await run('list')).toEqual({ code: 0, out: 'No tasks want workers.\n', err: '' });
    expect(await run('list', '--json')).toMatchObject({ code: 0, out: '[]\n' });
    expect(await run('list', '-o', 'yaml')).toMatchObject({ code: 0, out: '[]\n' });
  });

  test('receipts says when there are none', async () => {
    expect(await run('receipts')).toEqual({ code: 0, out: 'There are no such receipts.\n', err: '' });
    expect(await run('receipts', '--begin-time', '15m', '--json')).toMatchObject({ code: 0, out: '[]\n' });
  });

  test.each([
    ['--failures', '101%'],
    ['--failures', 'some'],
    ['--wait-seconds', '-1'],
    ['--concurrency', '0'],
    ['--concurrency', '101'],
  ])('simulate refuses %s %s', async (option, value) => {
    expect((await run('simulate', option, value)).code).toBe(2);
  });

  test.each([['simulate'], ['simulate', '--kind', 'sleep'], ['list'], ['receipts']])(
    '%s %s %s ends with 3 when the API key is not valid',
    async (...args) => {
      vi.stubEnv('HOOKLINE_ENDPOINT', platform.url);
      vi.stubEnv('HOOKLINE_API_KEY', 'hlk_wrong');
      const { code, err } = await hookline(['worker', ...args]);
      expect([code, err]).toEqual([3, expect.stringContaining('unauthorized')]);
    },
  );

  test.each(['simulate', 'receipts', 'list'])('%s explains itself, with examples', async (command) => {
    const { code, out } = await run(command, '--help');
    expect([code, out]).toEqual([0, expect.stringContaining(`hookline worker ${command}`)]);
    expect(out).toContain('Examples:');
  });
});
