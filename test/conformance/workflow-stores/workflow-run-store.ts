import { expect, test } from 'vitest';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import type { TaskQueue } from '../../../core/ports/task-queue.ts';
import type {
  WorkflowRunQuery,
  WorkflowRunState,
  WorkflowRunStore,
} from '../../../core/ports/workflow-run-store.ts';
import { draft } from '../event-drafts.ts';
import { graphOf, large, run, step, task } from './records.ts';

const key = { tenantId: 't1', runId: 'run-1' };

interface Opened {
  readonly workflowRuns: WorkflowRunStore;
  readonly taskQueue: TaskQueue;
  /** What the log was told, after everything that tells it was done twice. */
  readonly told: () => Promise<EventRecord[]>;
}

/** What every WorkflowRunStore does. */
export function workflowRunStoreSuite(open: () => Promise<Opened>): void {
  test('a run is got as it was put', async () => {
    const { workflowRuns } = await open();
    expect(await workflowRuns.get(key)).toBeUndefined();
    expect(await workflowRuns.put(run())).toBe(true);
    expect(await workflowRuns.get(key)).toEqual(run());
    const ended = run({
      state: 'failed',
      error: { name: 'TaskFailed', message: 'no', step: '4[2].7' },
      output: ['out'],
      metadata: {},
      targets: {},
      execution: 'run-1-2',
      endedAt: 5000,
      expiresAt: 9000,
      revision: 2,
    });
    expect(await workflowRuns.put(ended)).toBe(true);
    expect(await workflowRuns.get(key)).toEqual(ended);
    expect(await workflowRuns.put(run({ revision: 3 }))).toBe(true);
    expect(await workflowRuns.get(key)).toEqual(run({ revision: 3 }));
  });

  test('a run without a workflow, a source, a parent', async () => {
    const { workflowRuns } = await open();
    const bare = run({ workflow: null, source: null, parent: null, startedAt: null, input: [] });
    await workflowRuns.put(bare);
    expect(await workflowRuns.get(key)).toEqual(bare);
    const { runs } = await workflowRuns.list({ tenantId: 't1', limit: 1 });
    expect(runs).toHaveLength(1);
  });

  test('what a run was started with stays', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    await workflowRuns.put(
      run({ source: 'other', graph: graphOf(5), input: {}, state: 'failed', revision: 2 }),
    );
    expect(await workflowRuns.get(key)).toEqual(run({ state: 'failed', revision: 2 }));
  });

  test('a run is written only over the revision before', async () => {
    const { workflowRuns } = await open();
    expect(await workflowRuns.put(run({ revision: 2 }))).toBe(false);
    await workflowRuns.put(run());
    expect(await workflowRuns.put(run({ state: 'failed' }))).toBe(false);
    expect(await workflowRuns.put(run({ state: 'failed', revision: 3 }))).toBe(false);
    expect(await workflowRuns.get(key)).toEqual(run());
  });

  test('of runs and steps put at the same time one wins', async () => {
    const { workflowRuns } = await open();
    for (const revision of [1, 2]) {
      const executions = ['a', 'b', 'c', 'd'];
      const runs = executions.map((execution) => run({ execution, revision, input: { revision } }));
      const won = await Promise.all(runs.map((record) => workflowRuns.put(record)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await workflowRuns.get(key))?.execution).toBe(executions[won.indexOf(true)]);
      const steps = executions.map((value) => step({ work: { value }, revision }));
      const wonStep = await Promise.all(steps.map((record) => workflowRuns.putStep(record)));
      expect(wonStep.filter(Boolean)).toHaveLength(1);
      expect(await workflowRuns.steps(key, ['1'])).toEqual([steps[wonStep.indexOf(true)]]);
    }
  });

  test('of runs started at the same time with other graphs the winner keeps its own', async () => {
    const { workflowRuns } = await open();
    const runs = [2, 3, 4].map((nodes) => run({ graph: graphOf(nodes), input: { nodes } }));
    const won = await Promise.all(runs.map((record) => workflowRuns.put(record)));
    expect(await workflowRuns.get(key)).toEqual(runs[won.indexOf(true)]);
  });

  test('a step is got as it was put, by its id', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    const steps = [
      step(),
      step({ stepId: '4[2].7', node: 7, state: 'succeeded', output: { a: [1] }, token: null, work: null }),
      step({ stepId: '5#1.7', node: 7, state: 'waiting', startedAt: null }),
    ];
    for (const record of steps) expect(await workflowRuns.putStep(record)).toBe(true);
    const found = await workflowRuns.steps(key, ['5#1.7', '4[2].7', '9']);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(steps[1]);
    expect(found).toContainEqual(steps[2]);
    expect(await workflowRuns.steps(key, [])).toEqual([]);
    const ended = step({
      state: 'failed',
      error: { name: 'Timeout', message: 'late' },
      endedAt: 7,
      revision: 2,
    });
    expect(await workflowRuns.putStep(ended)).toBe(true);
    expect(await workflowRuns.steps(key, ['1'])).toEqual([ended]);
  });

  test('a step is written only over the revision before', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    expect(await workflowRuns.putStep(step({ revision: 2 }))).toBe(false);
    await workflowRuns.putStep(step());
    expect(await workflowRuns.putStep(step({ work: null }))).toBe(false);
    expect(await workflowRuns.putStep(step({ work: null, revision: 3 }))).toBe(false);
    expect(await workflowRuns.steps(key, ['1'])).toEqual([step()]);
  });

  test('all steps in the order of their start', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    const started: [string, number, number | null][] = [
      ['9', 9, null],
      ['2', 2, 3000],
      ['10', 10, 2000],
      ['4[1].3', 3, 3000],
      ['4[0].3', 3, 3000],
    ];
    for (const [stepId, node, startedAt] of started) {
      await workflowRuns.putStep(step({ stepId, node, startedAt }));
    }
    const all = await workflowRuns.allSteps(key);
    expect(all.map(({ stepId }) => stepId)).toEqual(['10', '2', '4[0].3', '4[1].3', '9']);
  });

  test('hundreds of steps are read at once', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    const ids = Array.from({ length: 250 }, (_, index) => String(index));
    await Promise.all(ids.map((stepId) => workflowRuns.putStep(step({ stepId, node: Number(stepId) }))));
    expect((await workflowRuns.steps(key, ids)).map(({ stepId }) => stepId).sort()).toEqual([...ids].sort());
    expect((await workflowRuns.allSteps(key)).map(({ stepId }) => stepId)).toEqual(ids);
  });

  test('graphs of a thousand nodes, and values of a mebibyte', async () => {
    const { workflowRuns } = await open();
    const big = run({ graph: graphOf(1000), source: 'ü'.repeat(100_000), input: large });
    await workflowRuns.put(big);
    expect(await workflowRuns.get(key)).toEqual(big);
    const outputs = ['1', '2', '3'].map((stepId) => step({ stepId, node: Number(stepId), output: large }));
    for (const record of outputs) await workflowRuns.putStep(record);
    expect(await workflowRuns.allSteps(key)).toEqual(outputs);
    expect(await workflowRuns.steps(key, ['2'])).toEqual([outputs[1]]);
    await workflowRuns.putStep(step({ output: large, token: null, revision: 2 }));
    expect(await workflowRuns.steps(key, ['1'])).toEqual([step({ output: large, token: null, revision: 2 })]);
    const ended = { ...big, state: 'succeeded' as const, output: large, revision: 2 };
    await workflowRuns.put(ended);
    expect(await workflowRuns.get(key)).toEqual(ended);
    expect(await workflowRuns.remove(key)).toBe(true);
    expect(await workflowRuns.allSteps(key)).toEqual([]);
  });

  test('tells the log once of what was written, and not of what was refused', async () => {
    const { workflowRuns, told } = await open();
    const events = (...values: string[]) => values.map((value) => draft({ key: 'workflow.run', value }));
    await workflowRuns.put(run(), events('"started"'));
    await workflowRuns.put(run(), events('"refused"'));
    await workflowRuns.putStep(step(), events('"step 1"', '"step 1 too"'));
    await workflowRuns.putStep(step(), events('"refused"'));
    await workflowRuns.putStep(step({ revision: 2 }));
    await workflowRuns.putStep(step({ stepId: '2' }), events('"step 2"'));
    await workflowRuns.put(run({ state: 'succeeded', revision: 2 }), events('"succeeded"'));
    await workflowRuns.settled();
    const values = (await told()).map(({ value }) => value);
    expect([...values].sort()).toEqual(
      ['"started"', '"step 1"', '"step 1 too"', '"step 2"', '"succeeded"'].sort(),
    );
    expect(values.indexOf('"step 1"')).toBeLessThan(values.indexOf('"step 1 too"'));
    expect(values.indexOf('"started"')).toBeLessThan(values.indexOf('"succeeded"'));
  });

  test('tells of a run that has the id of one that was removed', async () => {
    const { workflowRuns, told } = await open();
    for (const value of ['"first"', '"second"']) {
      await workflowRuns.put(run(), [draft({ value })]);
      await workflowRuns.remove(key);
    }
    expect((await told()).map(({ value }) => value)).toEqual(['"first"', '"second"']);
  });

  test('events as large as they may be are told, beside large outputs', async () => {
    const { workflowRuns, told } = await open();
    const value = JSON.stringify('x'.repeat(256 * 1024 - 2));
    await workflowRuns.put(run({ input: large }), [draft({ value }), draft({ value: '2' })]);
    await workflowRuns.putStep(step({ output: large }), [draft({ value: '3' })]);
    await workflowRuns.settled();
    expect((await told()).map((event) => event.value).sort()).toEqual([value, '2', '3'].sort());
    expect(await workflowRuns.get(key)).toEqual(run({ input: large }));
  });

  test('removing takes the steps and the offered tasks along, and lets the id begin anew', async () => {
    const { workflowRuns, taskQueue } = await open();
    await workflowRuns.put(run());
    await workflowRuns.put(run({ runId: 'run-10' }));
    for (const stepId of ['1', '2']) {
      await workflowRuns.putStep(step({ stepId }));
      await workflowRuns.putStep(step({ stepId, runId: 'run-10' }));
    }
    await taskQueue.offer(task());
    expect(await workflowRuns.remove(key)).toBe(true);
    expect(await workflowRuns.remove(key)).toBe(false);
    expect(await workflowRuns.get(key)).toBeUndefined();
    expect(await workflowRuns.steps(key, ['1', '2'])).toEqual([]);
    expect(await workflowRuns.allSteps(key)).toEqual([]);
    expect(await taskQueue.get({ ...key, stepId: '1' })).toBeUndefined();
    expect((await workflowRuns.list({ tenantId: 't1', limit: 9 })).runs).toHaveLength(1);
    expect(await workflowRuns.allSteps({ ...key, runId: 'run-10' })).toHaveLength(2);
    expect(await workflowRuns.put(run({ input: { again: true } }))).toBe(true);
    expect(await workflowRuns.get(key)).toEqual(run({ input: { again: true } }));
    expect(await workflowRuns.allSteps(key)).toEqual([]);
  });

  test('tenants have runs of the same id, apart', async () => {
    const { workflowRuns } = await open();
    const other = { ...key, tenantId: 't2' };
    await workflowRuns.put(run());
    await workflowRuns.putStep(step());
    expect(await workflowRuns.get(other)).toBeUndefined();
    expect(await workflowRuns.steps(other, ['1'])).toEqual([]);
    expect((await workflowRuns.list({ tenantId: 't2', limit: 9 })).runs).toEqual([]);
    expect(await workflowRuns.put(run({ tenantId: 't2', owner: 'bea' }))).toBe(true);
    expect(await workflowRuns.putStep(step({ tenantId: 't2', node: 2 }))).toBe(true);
    expect(await workflowRuns.remove(other)).toBe(true);
    expect(await workflowRuns.get(key)).toEqual(run());
    expect(await workflowRuns.allSteps(key)).toEqual([step()]);
  });

  const listed = async (
    store: WorkflowRunStore,
    query: Partial<WorkflowRunQuery>,
    pageSize = 3,
  ): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ tenantId: 't1', limit: pageSize, cursor, ...query });
      expect(page.runs.length).toBeLessThanOrEqual(pageSize);
      ids.push(...page.runs.map(({ runId }) => runId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return ids;
  };

  test('lists newest first, by state and workflow, each run once over all pages', async () => {
    const { workflowRuns } = await open();
    const states: WorkflowRunState[] = ['running', 'failed', 'succeeded'];
    for (let n = 0; n < 12; n++) {
      await workflowRuns.put(
        run({
          runId: `run-${String(n).padStart(2, '0')}`,
          state: states[n % 3]!,
          workflow: n < 8 ? { name: n % 2 === 0 ? 'even' : 'odd', version: n } : null,
          // Two have the same time.
          createdAt: 1000 + Math.floor(n / 2),
        }),
      );
    }
    await workflowRuns.put(run({ tenantId: 't2' }));
    const ids = (...numbers: number[]) => numbers.map((n) => `run-${String(n).padStart(2, '0')}`);
    expect(await listed(workflowRuns, {})).toEqual(ids(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    expect(await listed(workflowRuns, { states: ['failed'] })).toEqual(ids(10, 7, 4, 1));
    expect(await listed(workflowRuns, { states: ['failed', 'running', 'failed', 'pending'] })).toEqual(
      ids(10, 9, 7, 6, 4, 3, 1, 0),
    );
    expect(await listed(workflowRuns, { states: [] })).toEqual([]);
    expect(await listed(workflowRuns, { workflow: 'even' }, 2)).toEqual(ids(6, 4, 2, 0));
    expect(await listed(workflowRuns, { workflow: 'odd', states: ['failed', 'succeeded'] }, 1)).toEqual(
      ids(7, 5, 1),
    );
    expect(await listed(workflowRuns, { workflow: 'none' })).toEqual([]);
  });

  test('lists a run in the state that it has', async () => {
    const { workflowRuns } = await open();
    await workflowRuns.put(run());
    const ended = run({ state: 'succeeded', endedAt: 2000, output: { a: 1 }, revision: 2 });
    await workflowRuns.put(ended);
    expect(await listed(workflowRuns, { states: ['running'] })).toEqual([]);
    const { runs } = await workflowRuns.list({ tenantId: 't1', states: ['succeeded'], limit: 1 });
    const {
      source: _source,
      graph: _graph,
      targets: _targets,
      input: _input,
      output: _output,
      ...rest
    } = ended;
    expect(runs).toEqual([rest]);
  });
}
