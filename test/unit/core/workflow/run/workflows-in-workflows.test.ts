import { afterEach, describe, expect, test } from 'vitest';
import { checkWorkflow } from '../../../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../../../core/workflow/compile/compile-workflow.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { removeRun } from '../../../../../core/workflow/run/remove-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import {
  ada,
  type Behaviour,
  openWorkflows,
  type Workflows,
  type WorkflowsOptions,
} from './open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

const key = (runId: string) => ({ tenantId: ada.userId, runId });
const begun = () => home.started.map(({ node, run }) => `${run.runId} ${node.name}`);

async function open(registered: Record<string, string>, options?: WorkflowsOptions): Promise<void> {
  home = await openWorkflows(options);
  for (const [name, source] of Object.entries(registered)) {
    const { graph } = await checkWorkflow(source, home.deps);
    await home.workflows.put({
      tenantId: ada.userId,
      owner: ada.userName,
      name,
      version: 0,
      source,
      graph: graph!,
      documentSha256: compileWorkflow(graph!).sha256,
      createdAt: 0,
      updatedAt: 0,
    });
  }
}

const changed = async (change: typeof restartRun, runId = 'r') => {
  const run = await change(home.deps, ada, key(runId));
  await home.quiet();
  return run;
};

describe('a workflow as a task', () => {
  test('runs with the input of the step, and its output is that of the step', async () => {
    await open({ inner: 'A → B' });
    await home.run('first → inner → last');
    await home.end('r', '1', { x: 1 });
    expect(begun()).toEqual(['r first', 'r.2 A']);
    expect(home.started[1]!.input).toEqual({ x: 1 });
    await home.end('r.2', '1', { y: 1 });
    await home.end('r.2', '2', { z: 1 });
    expect(home.started.at(-1)).toMatchObject({ node: { name: 'last' }, input: { z: 1 } });
    expect(await home.get('r.2')).toMatchObject({
      workflow: { name: 'inner', version: 0 },
      parent: { runId: 'r', stepId: '2' },
      startedBy: { kind: 'run', id: 'r' },
      state: 'succeeded',
    });
  });

  test('has its parameters for defaults of its input, without the options of the engine', async () => {
    await open({ inner: 'A' });
    const parameters = '{"lab": "a", "deep": {"x": 1}, "$timeoutSeconds": 60}';
    await home.run(`first → inner(${parameters})`);
    await home.end('r', '1', { lab: 'b', deep: { y: 1 }, n: 1 });
    expect(home.started.at(-1)!.input).toEqual({ lab: 'b', deep: { y: 1 }, n: 1 });
    await home.run(`inner(${parameters})`, { runId: 's' });
    expect((await home.get('s.1')).input).toEqual({ lab: 'a', deep: { x: 1 } });
  });

  test('may have "__proto__" among its parameters, a key like any other', async () => {
    await open({ inner: 'A' });
    await home.run('inner({"__proto__": {"x": 1}})', { input: { n: 1 } });
    expect(JSON.stringify((await home.get('r.1')).input)).toBe('{"__proto__":{"x":1},"n":1}');
  });

  test.each(['inner', 'inner()', 'inner({})', 'inner([])', 'inner({"$timeoutSeconds": 60})'])(
    'takes a list for its input where it has no parameters, or empty ones: %s',
    async (task) => {
      await open({ inner: 'A' });
      await home.run(`<[1, 2]> → ${task}`);
      expect((await home.get('r.2')).input).toEqual([1, 2]);
    },
  );

  test.each([
    ['<[1, 2]> → inner({"lab": "a"})', 'The input of a task that is a workflow is a list'],
    ['inner(["a"])', 'The parameters of a task that is a workflow are a list'],
  ])('fails its step where its parameters are no defaults of its input: %s', async (source, message) => {
    await open({ inner: 'A' });
    expect(await home.run(source)).toMatchObject({
      state: 'failed',
      error: { name: 'MergeFailed', message: expect.stringContaining(message) },
    });
    expect(begun()).toEqual([]);
  });

  test('fails its step when it fails, and is restarted with it', async () => {
    await open({ inner: 'A → B' });
    await home.run('inner → last');
    await home.end('r.1', '1', { a: 1 });
    await home.fail('r.1', '2', 'inside');
    expect(await home.get('r')).toMatchObject({ state: 'failed', error: { message: 'inside', step: '1' } });
    await changed(restartRun);
    expect(begun()).toEqual(['r.1 A', 'r.1 B', 'r.1 B']);
    await home.end('r.1', '2', { b: 1 });
    expect(home.started.at(-1)).toMatchObject({ node: { name: 'last' }, input: { b: 1 } });
  });

  test('is terminated with who started it, and restarted with it', async () => {
    await open({ inner: 'A → B' });
    await home.run('inner → last');
    expect(await changed(terminateRun)).toMatchObject({ state: 'terminating' });
    expect(await home.get('r.1')).toMatchObject({ state: 'terminating' });
    await home.end('r.1', '1');
    expect(await home.get('r.1')).toMatchObject({ state: 'terminated' });
    expect(await home.get('r')).toMatchObject({ state: 'terminated' });
    await changed(restartRun);
    expect(begun()).toEqual(['r.1 A', 'r.1 B']);
  });

  test('is cancelled with who started it', async () => {
    await open({ inner: 'A' });
    await home.run('inner');
    await changed(cancelRun);
    expect(await home.get('r.1')).toMatchObject({ state: 'cancelled' });
    expect(home.cancelled).toEqual(['1']);
  });

  test('fails its step when it is cancelled or terminated alone', async () => {
    await open({ inner: 'A' });
    await home.run('inner({"$catchErrors": true}); inner({"$catchErrors": true})');
    await changed(cancelRun, 'r.1');
    await changed(terminateRun, 'r.2');
    await changed(terminateRun, 'r.2');
    expect((await home.get('r')).output).toEqual([
      { result: null, error: expect.objectContaining({ name: 'WorkflowCancelled' }) },
      { result: null, error: expect.objectContaining({ name: 'WorkflowTerminated' }) },
    ]);
  });

  test('is removed with who started it', async () => {
    await open({ inner: 'A' });
    await home.run('inner');
    await home.end('r.1', '1');
    await removeRun(home.deps, ada, key('r'));
    expect(await home.deps.runs.get(key('r.1'))).toBeUndefined();
  });

  test('does not start itself without end', async () => {
    await open({ again: 'again' });
    const run = await home.run('again');
    expect(run).toMatchObject({ state: 'failed', error: { name: 'WorkflowRefused' } });
    expect(run.error!.message).toContain('levels deep');
  });

  test('may be 50 levels deep, as recursions are, and then has an id that fits into keys', async () => {
    const down: Behaviour = ({ input }) => {
      const { n } = input as { n: number };
      return { output: n === 0 ? { bottom: true } : { $workflow: { source: 'down', input: { n: n - 1 } } } };
    };
    await open({}, { anyTask: down });
    const run = await home.run('down', { runId: 'r'.repeat(200), input: { n: 50 } });
    expect(run).toMatchObject({ state: 'succeeded', output: { bottom: true } });
    const { runs } = await home.deps.runs.list({ tenantId: ada.userId, limit: 200 });
    expect(runs).toHaveLength(51);
    for (const { runId } of runs) expect(runId.length).toBeLessThanOrEqual(400);
    expect(await home.run('down', { runId: 'deeper', input: { n: 51 } })).toMatchObject({ state: 'failed' });
  });

  test('takes no place of its own', async () => {
    await open({ inner: 'A' });
    await home.deps.places.setLimits({ maxRunning: 1, maxPending: 0 });
    await home.run('inner');
    expect(begun()).toEqual(['r.1 A']);
  });

  test('does not take a run for its own that somebody else has started', async () => {
    await open({ inner: 'A' });
    await home.run('A', { runId: 'r.1' });
    await home.end('r.1', '1', { other: true });
    expect(await home.run('inner')).toMatchObject({ state: 'failed', error: { name: 'WorkflowRefused' } });
    await home.run('A', { runId: 's.1' });
    expect(await home.run('inner', { runId: 's' })).toMatchObject({
      state: 'failed',
      error: { name: 'WorkflowRefused' },
    });
  });
});

describe('a task that goes on with a workflow', () => {
  test('by its source has the output of that', async () => {
    await open({});
    await home.run('A → B');
    expect(await home.end('r', '1', { $workflow: { source: 'C → D', input: { x: 1 } } })).toBe('ended');
    expect(begun()).toEqual(['r A', 'r.1 C']);
    expect(home.started.at(-1)!.input).toEqual({ x: 1 });
    await home.end('r.1', '1');
    await home.end('r.1', '2', { d: 1 });
    expect(home.started.at(-1)).toMatchObject({ node: { name: 'B' }, input: { d: 1 } });
  });

  test('by its name, again and again', async () => {
    const countdown = ({ input }: { input: unknown }) => {
      const { n } = input as { n: number };
      return { output: n === 0 ? { done: true } : { $workflow: { name: 'countdown', input: { n: n - 1 } } } };
    };
    await open({ countdown: 'step' }, { tasks: { step: countdown } });
    const run = await home.run('countdown', { input: { n: 3 } });
    expect(run).toMatchObject({ state: 'succeeded', output: { done: true } });
    expect(home.started.map(({ run: { runId } }) => runId)).toEqual(['r.1', 'r.1.1', 'r.1.1.1', 'r.1.1.1.1']);
  });

  test('is not asked again by a restart', async () => {
    await open({});
    await home.run('A');
    await home.end('r', '1', { $workflow: { source: 'C' } });
    await home.fail('r.1', '1');
    expect(await home.get('r')).toMatchObject({ state: 'failed' });
    await changed(restartRun);
    expect(begun()).toEqual(['r A', 'r.1 C', 'r.1 C']);
    await home.end('r.1', '1', { c: 1 });
    expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: { c: 1 } });
  });

  test('begins with it after a restart when it asked while the run was terminated', async () => {
    await open({});
    await home.run('A');
    await changed(terminateRun);
    await home.end('r', '1', { $workflow: { source: 'C' } });
    expect(await home.get('r')).toMatchObject({ state: 'terminated' });
    await changed(restartRun);
    expect(begun()).toEqual(['r A', 'r.1 C']);
  });

  test('fails with a workflow that cannot be', async () => {
    await open({});
    await home.run('A({"$catchErrors": true}); B({"$catchErrors": true}); C({"$catchErrors": true})');
    await home.end('r', '1', { $workflow: { source: 'A → → B' } });
    await home.end('r', '2', { $workflow: { name: 'none' } });
    await home.end('r', '3', { $workflow: { name: 'none', source: 'A' } });
    expect((await home.get('r')).output).toEqual(
      [1, 2, 3].map(() => ({ result: null, error: expect.objectContaining({ name: 'WorkflowRefused' }) })),
    );
  });

  test('is not meant by data that only looks like it', async () => {
    await open({}, { tasks: { A: ({ input }) => ({ output: { got: input } }) } });
    const run = await home.run('<{"$workflow": {"source": "X"}}> → A');
    expect(run.output).toEqual({ got: { $workflow: { source: 'X' } } });
  });
});
