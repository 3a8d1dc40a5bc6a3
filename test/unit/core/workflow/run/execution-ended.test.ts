import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExecutionEnd, executionEnded } from '../../../../../core/workflow/run/execution-ended.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import { ada, openWorkflows, type Workflows } from './open-workflows.ts';

const run = { tenantId: ada.userId, runId: 'r' };

describe('A run whose execution has ended', () => {
  let home: Workflows;
  beforeEach(async () => {
    home = await openWorkflows();
  });
  afterEach(() => home.close());

  /** The execution is gone, and the platform is told so, as by EventBridge: perhaps twice. */
  const lose = async (status: ExecutionEnd['status'], more: Partial<ExecutionEnd> = {}) => {
    const { documentSha256, execution } = await home.get('r');
    await home.deps.executions.stop(documentSha256, execution);
    for (let times = 0; times < 2; times++) {
      await executionEnded(home.deps, { context: { run, execution, path: '' }, status, ...more });
    }
    await home.quiet();
  };

  test('by its time limit goes on in a new one, without doing again what was done or goes on', async () => {
    await home.run('A → B → { C D } → E');
    await home.end('r', '1', { a: 1 });
    await lose('TIMED_OUT');
    await home.end('r', '2', { b: 1 });
    await lose('TIMED_OUT');
    for (const step of ['5', '6', '8']) await home.end('r', step, { step });
    expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { step: '8' } });
    // What goes on is taken up by who carries it out, in each execution; what has ended is not.
    expect(home.started.map(({ node }) => node.name).join('')).toBe('ABBCDCDE');
  });

  test('because somebody stopped it has failed, and can be restarted', async () => {
    await home.run('A → B');
    await home.end('r', '1', { a: 1 });
    await lose('ABORTED');
    expect(await home.get('r')).toMatchObject({
      state: 'failed',
      error: { name: 'ExecutionLost', message: expect.stringContaining('stopped') },
    });
    await restartRun(home.deps, ada, run);
    await home.quiet();
    await home.end('r', '2', { b: 1 });
    expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { b: 1 } });
  });

  test('by an error of the engine has failed, and says which', async () => {
    await home.run('A');
    await lose('FAILED', { error: 'States.Runtime', cause: 'Too many events.' });
    expect(await home.get('r')).toMatchObject({
      state: 'failed',
      error: { name: 'States.Runtime', message: 'Too many events.' },
    });
  });

  test('after the run, or that of an earlier execution, changes nothing', async () => {
    await home.run('A');
    const { execution: first } = await home.get('r');
    await terminateRun(home.deps, ada, run);
    await terminateRun(home.deps, ada, run);
    await restartRun(home.deps, ada, run);
    await home.quiet();
    const restarted = await home.get('r');
    for (const status of ['TIMED_OUT', 'FAILED', 'ABORTED'] as const) {
      await executionEnded(home.deps, { context: { run, execution: first, path: '' }, status });
    }
    expect(await home.get('r')).toEqual(restarted);
    await home.end('r', '1', {});
    const { execution } = await home.get('r');
    const ended = await home.get('r');
    await executionEnded(home.deps, { context: { run, execution, path: '' }, status: 'TIMED_OUT' });
    expect(await home.get('r')).toEqual(ended);
  });
});
