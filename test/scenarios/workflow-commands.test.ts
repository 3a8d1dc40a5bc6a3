import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, getWorkflowRun, waitForWorkflow } from '@hookline/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hookline as runHookline } from '../unit/sdk/run-hookline.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const pause = 'wait:delay({"duration": 0})';
const patience = { timeout: 60_000, interval: 100 };

/** What workflow-runs.test.ts and workflows.test.ts do not tell of the commands: all of `send`, `remove`, `rules`, and what programs read. */
describe('hookline workflow', () => {
  let host: Host;
  let allen: Connection;
  let folder: string;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    folder = mkdtempSync(join(tmpdir(), 'hookline-workflow-commands-'));
  });
  beforeEach(() => be(allen));
  afterAll(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  const be = ({ apiKey }: Connection) => {
    vi.stubEnv('HOOKLINE_ENDPOINT', host.url);
    vi.stubEnv('HOOKLINE_API_KEY', apiKey);
  };
  const hookline = (...args: string[]) => runHookline(['workflow', ...args]);
  const asJson = async (...args: string[]): Promise<unknown> => {
    const { code, out, err } = await hookline(...args, '--json');
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out);
  };
  /** The exit code, and the problem as it is told to programs. */
  const refusal = async (...args: string[]) => {
    const { code, out, err } = await hookline(...args, '--json');
    expect(out).toBe('');
    return [code, (JSON.parse(err) as { error: { code: string } }).error.code];
  };
  const runText = (source: string, ...args: string[]) =>
    runHookline(['workflow', 'run', '-', ...args], source);
  const untilActive = (run: string, name: string) =>
    vi.waitFor(async () => {
      const { steps } = await getWorkflowRun(allen, run);
      expect(steps).toContainEqual(expect.objectContaining({ name, state: 'active' }));
    }, patience);

  test('send gives a run its events, by their keys', async () => {
    const keys = ['approved', 'note', 'signed'];
    await runText(keys.map((key) => `wait:http({"key": "${key}"})`).join(' → '), '--run-id', 'order');
    expect(await hookline('send', 'order', 'approved', '{"by": "ada"}')).toEqual({
      code: 0,
      out: 'order has its event approved.\n',
      err: '',
    });
    expect(await asJson('send', 'order', 'note', '42', '--text')).toEqual({ run: 'order', key: 'note' });
    expect((await runHookline(['workflow', 'send', 'order', 'signed', '-'], '{"n": 7}')).code).toBe(0);
    expect(await waitForWorkflow(allen, 'order')).toMatchObject({ state: 'succeeded', output: { n: 7 } });
    expect(await asJson('show', 'order', '--step', '1')).toMatchObject({ output: { by: 'ada' } });
    expect(await asJson('show', 'order', '--step', '2')).toMatchObject({ output: ['42'] });

    const again = await hookline('send', 'order', 'approved', '{}');
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toContain('(run-event-taken, field event_key)');
    expect(await refusal('send', 'order', 'other')).toEqual([4, 'run-event-unknown']);
    expect((await hookline('send', 'order')).code).toBe(2);
  });

  test('rules are added, listed, paused, resumed and removed', async () => {
    writeFileSync(join(folder, 'train.flow'), pause);
    expect(await asJson('register', join(folder, 'train.flow'))).toMatchObject({ name: 'train', version: 0 });
    expect(await hookline('rules', 'list')).toEqual({ code: 0, out: 'You have no rules.\n', err: '' });
    const rule = ['rules', 'add', 'enough', 'train', '--on-event', 'rows'];
    const counting = ['--state', '0', '--update', 'state + 1', '--condition', 'state >= 3', '--reset'];
    expect(await hookline(...rule, ...counting)).toEqual({
      code: 0,
      out: 'The rule enough starts train on events "rows".\n',
      err: '',
    });
    const added = { name: 'enough', workflow: 'train', action: 'start', on: { key: 'rows' }, state: 0 };
    expect(await asJson('rules', 'list')).toMatchObject([{ ...added, paused: false, resetState: true }]);
    expect(await hookline('rules', 'pause', 'enough')).toMatchObject({ out: 'The rule enough is paused.\n' });
    expect((await hookline('rules', 'list')).out).toMatch(
      /^NAME +ACTION +WORKFLOW +ON EVENT +STATE +ACTED +NOTE\nenough +start +train +rows +0 +0 +paused\n$/,
    );
    expect(await asJson('rules', 'resume', 'enough')).toMatchObject({ ...added, paused: false });
    // What is not given, it has not any more.
    expect(await asJson(...rule, '--action', 'stop')).toMatchObject({ state: null, resetState: false });
    expect(await asJson('rules', 'remove', 'enough')).toEqual({ removed: 'enough' });
    expect(await asJson('rules', 'list')).toEqual([]);

    expect(await refusal('rules', 'remove', 'enough')).toEqual([4, 'workflow-rule-not-found']);
    expect(await refusal('rules', 'pause', 'enough')).toEqual([4, 'workflow-rule-not-found']);
    expect(await refusal(...rule, '--state', 'a')).toEqual([2, 'invalid-argument']);
    expect((await hookline(...rule, '--condition', '1 +')).code).toBe(1);
    expect((await hookline(...rule, '--action', 'begin')).code).toBe(2);
  });

  test('remove takes a registered workflow away', async () => {
    writeFileSync(join(folder, 'gone.flow'), pause);
    await hookline('register', join(folder, 'gone.flow'));
    expect(await asJson('list', '--registered')).toContainEqual(
      expect.objectContaining({ name: 'gone', version: 0 }),
    );
    expect(await hookline('remove', 'gone')).toEqual({ code: 0, out: 'gone is removed.\n', err: '' });
    expect(await refusal('remove', 'gone')).toEqual([4, 'workflow-not-found']);
    expect(await refusal('run', 'gone')).toEqual([4, 'workflow-not-found']);
  });

  test('limits are changed by admins only', async () => {
    const admin = asAdmin(host);
    expect(await refusal('limits', '--max-running', '5')).toEqual([3, 'forbidden']);
    expect((await hookline('limits', '--max-running', '0')).code).toBe(2);
    be(admin);
    const { code, out } = await hookline('limits', '--max-running', '5', '--max-pending', '0');
    expect([code, out]).toEqual([0, '5 runs at once, 0 may wait.\n']);
    expect(await asJson('limits', '--max-running', 'none', '--max-pending', 'none')).toEqual({
      maxRunning: null,
      maxPending: null,
    });
  });

  test('each command about a run tells programs in JSON what came of it', async () => {
    const ran = await runText(
      `${pause} → approve`,
      '--run-id',
      'told',
      '--metadata',
      '{"for": "lab"}',
      '--json',
    );
    expect(JSON.parse(ran.out)).toMatchObject({ id: 'told', state: 'running', metadata: { for: 'lab' } });
    await untilActive('told', 'approve');
    expect(await asJson('show', 'told')).toMatchObject({
      state: 'running',
      steps: [{}, { name: 'approve' }],
    });
    expect(await asJson('inspect', 'told')).toMatchObject({
      state: 'running',
      S: [0, 0, 1, 0],
      T: [1, 1, 1, 1],
    });
    expect(await asJson('inspect', 'told', '--all')).toMatchObject({
      F: [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
      ],
      trace: { S: expect.any(Array), A: expect.any(Array) },
    });
    expect(await asJson('terminate', 'told')).toMatchObject({ state: 'terminating' });
    expect(await asJson('terminate', 'told')).toMatchObject({ state: 'terminated' });
    const archive = await asJson('archive', 'told');
    expect(archive).toMatchObject({ format: 'hookline-workflow-run', run: { id: 'told' } });
    // Without --json it is the same.
    expect(JSON.parse((await hookline('archive', 'told')).out)).toMatchObject({ run: { id: 'told' } });
    expect(await asJson('archive', 'told', '--uri')).toMatchObject({ uri: 'archive://told' });
    expect(await asJson('restart', 'told')).toMatchObject({ state: 'running' });
    await untilActive('told', 'approve');
    expect(await asJson('end', 'told', 'approve')).toMatchObject({ runId: 'told', status: 'SUCCESS' });
    expect(await asJson('show', 'told', '--wait')).toMatchObject({ state: 'succeeded', output: {} });
    expect(await asJson('delete', 'told')).toEqual({ id: 'told' });
    const path = join(folder, 'told.json');
    writeFileSync(path, JSON.stringify(archive));
    expect(await asJson('restore', path)).toMatchObject({ id: 'told', state: 'terminated' });
    expect(await asJson('cancel', 'told')).toMatchObject({ state: 'cancelled' });
    expect((await hookline('show', 'told', '--wait')).code).toBe(1);
    expect(await asJson('list', '--status', 'cancelled')).toMatchObject({
      runs: [{ id: 'told' }],
      next: null,
    });
  });

  test('list goes on where a page ended', async () => {
    for (const n of [1, 2]) await runText(pause, '--run-id', `page-${n}`);
    const first = await hookline('list', '--size', '1');
    const next = /There are more: --next (\S+)\n$/.exec(first.out)![1]!;
    expect(first.out).toContain('page-2');
    expect((await hookline('list', '--size', '1', '--next', next)).out).toContain('page-1');
    expect(await refusal('list', '--owner', 'admin')).toEqual([3, 'forbidden']);
    expect((await hookline('list', '--status', 'done')).code).toBe(2);
  });

  test.each<[number, ...string[]]>([
    [4, 'workflow-run-not-found', 'show', 'none'],
    [4, 'workflow-run-not-found', 'inspect', 'none'],
    [4, 'workflow-run-not-found', 'archive', 'none'],
    [4, 'workflow-run-not-found', 'archive', 'none', '--uri'],
    [4, 'workflow-run-not-found', 'terminate', 'none'],
    [4, 'workflow-run-not-found', 'restart', 'none'],
    [4, 'workflow-run-not-found', 'cancel', 'none'],
    [4, 'workflow-run-not-found', 'delete', 'none'],
    [4, 'workflow-run-not-found', 'end', 'none', 'approve'],
    [4, 'archive-not-found', 'restore', 'archive://none'],
    [1, 'number-inexact', 'run', 'some-workflow', '--input', '9007199254740993'],
    [1, 'number-inexact', 'run', 'some-workflow', '--metadata', '{"n": 9007199254740993}'],
    [1, 'number-inexact', 'rules', 'add', 'r', 'w', '--state', '9007199254740993'],
    [1, 'number-inexact', 'send', 'none', 'key', '9007199254740993'],
    [2, 'invalid-argument', 'run', '-', '--input', '{n: 1}'],
    [2, 'invalid-argument', 'run', '-', '--metadata', '[1]'],
  ])('ends with %i for what cannot be: %s by %s %s', async (code, problem, ...args) => {
    expect(await refusal(...args)).toEqual([code, problem]);
  });
});
